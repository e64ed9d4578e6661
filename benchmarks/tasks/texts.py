"""Articles for the tasks, in the world of the samples; all of it is made up."""

from __future__ import annotations

HARBOUR = """\
Harbour of Karsk to close for repairs
The harbour of Karsk will close for six weeks, Mayor Ida Solberg announced on Tuesday.
Solberg told reporters that the old crane had become a danger to the crews.
The Norvian Port Authority expects the first ships back in March.
"""

#: With what does not belong to an article: a dateline, a glued headline, a credit.
FERRY = """\
Ferry to Velmar sails again
KARSK, 12 January (Seaboard) - The night ferry to Velmar sailed again on Monday.
“It is a good day for the coast,” said Minister Oren Maret. Bank of Norvia raises rates\
 2026-01-12 18:40 | Economy
The line had been closed since the storm in November.
Read more: Storm damage along the coast
(Seaboard Agency)
"""

BUDGET = """\
outlet,title,text
Meridian Post,Budget passes,The Citadel passed the budget. Dana Ilves voted against it.
"""

PAGE = """\
<!doctype html><html lang="en"><head><title>Talks in Karsk</title></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Talks in Karsk</h1><p>Dana Ilves met Oren Maret in Karsk on Friday for talks about the
ferry line, the first between the two ministers since the winter.</p><p>Neither side expects a
result before the spring, a spokeswoman of the Citadel said after the meeting.</p></article>
<footer>All rights reserved.</footer></body></html>
"""

#: Names that recur, for the radar.
FIRST = "Velmar signs the fishing accord. The Citadel of Velmar praised it. Velmar is content."
