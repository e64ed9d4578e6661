"""What the radar of consistency says, in German."""

MESSAGES = {
    "action-radar": "Konsistenz-Radar…",
    # Names of steps
    "radar-labelled": "{name}: {number} × {text}",
    "radar-linked": "{text} ist {name}, {number:#Erwähnung|Erwähnungen}",
    # Why something is not done
    "radar-blind": "Hier wird blind annotiert: Was andere annotiert haben, ist nicht zu sehen, bis "
    "alle fertig sind. Nur die eigenen Annotationen werden verglichen.",
    "radar-entry-gone": "Diesen Eintrag gibt es nicht mehr.",
    # Whose labels
    "radar-scope": "Wessen Annotationen verglichen werden",
    "radar-mine": "meine Annotationen",
    "radar-anyone": "Annotationen von allen",
    "radar-gold": "Gold",
    # What is inconsistent
    "radar-kind-labels": "zwei Labels",
    "radar-kind-people": "zwischen Personen",
    "radar-kind-entries": "zwei Einträge",
    "radar-kind-bare": "anderswo ohne Label",
    "radar-kind-unlinked": "anderswo unverknüpft",
    "radar-kind-hint-labels": "Dieselben Wörter haben zwei Labels einer Ebene",
    "radar-kind-hint-people": "Eine Person vergibt immer das eine Label, eine andere immer ein "
    "anderes",
    "radar-kind-hint-entries": "Derselbe Name ist mit zwei Einträgen verknüpft",
    "radar-kind-hint-bare": "Hier mit Label, anderswo in gelesenen Artikeln ohne ein Label der "
    "Ebene",
    "radar-kind-hint-unlinked": "Derselbe Name ist hier mit einem Eintrag verknüpft und anderswo "
    "mit keinem",
    "radar-bare": "ohne Label",
    "radar-not-linked": "unverknüpft",
    "radar-by": "{name}: {label}",
    "radar-way": "{name} {count} ({share} %)",
    # How sure
    "radar-sure-slip": "wohl ein Versehen",
    "radar-sure-look": "einen Blick wert",
    "radar-sure-open": "vielleicht beides richtig",
    "radar-people-slip": "zwei Gewohnheiten",
    "radar-people-look": "vielleicht Gewohnheiten",
    "radar-people-open": "zu wenige Stellen",
    "radar-sure-hint-labels": "Zu {percent} % sicher: Je mehr ein Label überwiegt, desto eher sind "
    "die anderen ein Versehen.",
    "radar-sure-hint-people": "Zu {percent} % sicher: Je öfter es beide taten, desto eher sind es "
    "zwei Gewohnheiten.",
    "radar-sure-hint-entries": "Zu {percent} % sicher: Je mehr ein Eintrag überwiegt, desto eher "
    "sind die anderen ein Versehen.",
    "radar-sure-hint-bare": "Zu {percent} % sicher: Je mehr dieser Wörter ein Label haben, desto "
    "eher wurden die übrigen übersehen.",
    "radar-sure-hint-unlinked": "Zu {percent} % sicher: Eine fehlende Verknüpfung widerspricht "
    "nichts, darum zählt sie halb.",
    "radar-intended": "beabsichtigt",
    # The page
    "radar-title": "Konsistenz-Radar",
    "radar-filter": "Wörter filtern",
    "radar-filter-name": "Die Wörter filtern",
    "radar-state": "Wie aktuell die Liste ist",
    "radar-anew": "Neu suchen",
    "radar-line": "Die gewählte Unstimmigkeit",
    "radar-places": "Ihre Stellen",
    "radar-chip": "{name} {number}",
    "radar-show-intended": "Beabsichtigte zeigen ({number})",
    "radar-head-words": "Wörter",
    "radar-head-what": "Was",
    "radar-head-ways": "Behandelt als",
    "radar-head-places": "Stellen",
    "radar-head-sure": "Wie sicher",
    "radar-head-now": "Ist jetzt",
    "radar-intend": "Beabsichtigt",
    "radar-not-intended": "Nicht beabsichtigt",
    "radar-treat": "An&gekreuztes wird",
    "radar-way-label": "Das Label, das vergeben wird",
    "radar-way-entry": "Der Eintrag, der verknüpft wird",
    "radar-change": "{number:#Stelle|Stellen} ändern",
    "radar-not-yours": "Eine Annotation von jemand anderem: Sie wird gezeigt und bleibt, wie sie "
    "ist.",
    "radar-key-open": "öffnet die Stelle",
    "radar-key-intend": "beabsichtigt oder nicht",
    "radar-key-places": "zu den Stellen",
    "radar-key-tick": "kreuzt an",
    "radar-key-change": "ändert Angekreuztes",
    "radar-key-anew": "sucht neu",
    "radar-about": "„{words}“:  {ways}",
    # How current
    "radar-building": "Das Projekt wird durchgesehen…",
    "radar-building-hint": "Jede Annotation wird einmal angesehen. Die Arbeit kann inzwischen "
    "weitergehen; was sich ändert, wird übernommen.",
    "radar-looking": "Wird gesucht…",
    "radar-current": "Auf dem neuesten Stand.",
    "radar-cancelled": "Die Suche wurde abgebrochen.",
    "radar-stopped-hint": "Jetzt wird nichts verglichen. „Neu suchen“ (F5) beginnt von vorn.",
    "radar-found": "{number:#Unstimmigkeit|Unstimmigkeiten}, die sichersten zuerst.",
    "radar-first": "{number:#Unstimmigkeit|Unstimmigkeiten}, die {listed} sichersten sind "
    "aufgeführt; andere zeigt der Filter.",
    # Empty
    "radar-none": "Keine Unstimmigkeiten. Sobald dieselben Wörter zwei Labels haben, mit zwei "
    "Einträgen verknüpft sind oder in einem gelesenen Artikel ohne Label stehen, sind sie hier "
    "aufgeführt.",
    "radar-none-but-intended": "Keine Unstimmigkeiten außer beabsichtigten. „Beabsichtigte zeigen“ "
    "holt sie zurück.",
    "radar-none-like": "Zu „{words}“ ist nichts unstimmig. Ohne Filter sind die übrigen zu sehen.",
    "radar-none-chosen": "Keine der gewählten Arten. Oben eine andere Art wählen.",
    "radar-no-line": "Eine Zeile wählen, um ihre Stellen zu sehen.",
    # The sign
    "radar-sign": "{number:#Unstimmigkeit|Unstimmigkeiten}: {words}",
    "radar-sign-hint": "Was zuletzt annotiert wurde, ist anderswo anders behandelt. Zeigen, wo",
    # The command line
    "cli-radar-line": "{sure:>3} %  {kind:<20} {words}: {ways}",
    "cli-radar-none": "Keine Unstimmigkeiten.",
    "cli-radar-intended": "{number} beabsichtigte sind ausgelassen (--intended zeigt sie).",
}
