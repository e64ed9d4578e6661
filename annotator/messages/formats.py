"""What readers and writers of files have to say; file and line are put in front."""

MESSAGES = {
    "scheme-file": "{file}:{line}: {why}.",
    "scheme-kind": "The layer “{layer}” is of kind “{kind}” here and cannot become another, nor "
    "change which label stands for its frames. Give the new layer an id of its own.",
    "scheme-values": "“{path}” would no longer fit {number:#value} of {label} that the project "
    "holds, such as {value}. Keep the choice, or change these values first.",
    "scheme-ends": "The role “{role}” would no longer allow {number:#relation} from {source} to "
    "{target} that the project holds. Keep the ends and “many”, or change these relations first.",
    "scheme-clash": "Together with what the project has, the scheme contradicts itself: {why}.",
    "scheme-unknown": "There is no scheme “{name}”. Shipped are {known}; or give the path of a "
    "TOML file.",
    "file-missing": "there is no such file.",
    "file-empty": "the file holds no text. Leave it out, or check that it was saved.",
    "file-binary": "this is not a text file. Save the article as plain text first.",
    "file-unreadable": "the file cannot be read ({why}).",
    "file-too-large": "the file has more than {most} MB; nobody reads an article of that length. "
    "Split it into several files.",
    "decision-how": "nothing is decided as “{how}”; known are {known}.",
    "text-too-large": "the text has more than {most} million characters; nobody reads an article "
    "of that length. Split it into several articles, or allow larger files.",
    "paste-too-large": "the text has more than {most} million characters; nobody reads an article "
    "of that length. Save it as several files and import those.",
    "file-not-utf8": "the file is {encoding}; JSON lines are UTF-8. Save it as UTF-8 first.",
    "file-kind-unknown": "no format is known for this ending; known are {known}. Name one with "
    "--format.",
    "file-encoding": "the bytes are not {encoding} from position {position} on, and no other "
    "encoding fits the whole file. Save it as UTF-8, or name its encoding.",
    "encoding-unknown": "there is no encoding called “{encoding}”.",
    "forbidden-character": "there is a {name} in column {column} that a text cannot hold. Remove "
    "it, or choose to replace such characters by �.",
    "format-unknown": "There is no format “{name}”; known are {known}.",
    "format-not-read": "Files of format “{name}” cannot be imported.",
    "format-not-written": "Files of format “{name}” cannot be written.",
    "line-not-object": "a line is one JSON object, this is a {found}.",
    "line-not-json": "this is not JSON ({why}, column {column}). Each line must be one complete "
    "object.",
    "line-encoding": "the line is not UTF-8 (byte {column} of the line). Save the file as UTF-8.",
    "line-too-long": "the line is longer than {most} bytes. Each line must be one article.",
    "line-too-deep": "lists and objects lie in each other more than {most} deep. Flatten them, or "
    "take them away.",
    "unit-unknown": "there is no unit of offsets {unit}; known are {known}.",
    "offset-between": "the offset {offset} in “{key}” lies outside the text or inside a character. "
    "Offsets count characters unless the file or you say otherwise (--offsets).",
    "forbidden-in-text": "the “text” has a {name} at character {position}, which a text cannot "
    "hold. Remove it, or choose to replace such characters by �.",
    "forbidden-in-value": "“{key}” has a {name}, which a text cannot hold. Remove it, or choose to "
    "replace such characters by �.",
    "number-too-large": "“{key}” has a number that is too large to be kept exactly. Write it as a "
    "text.",
    "line-no-text": "the line has an empty “text”.",
    "line-breaks-with-offsets": "the text has Windows line breaks (\\r\\n) or starts with a byte "
    "order mark. Both get shorter on import, so the offsets on this line would shift. Write it "
    "with \\n and without the mark first.",
    "key-unknown": "“{key}” has the unknown key “{name}”. Known are {known}; further facts of an "
    "article belong into “meta”.",
    "key-missing": "“{key}” needs “{name}”.",
    "field-type": "“{key}” must be {wanted:@value}, not {found}.",
    "offset-type": "“{key}” must be a whole number of characters, not {found}.",
    "span-order": "a span starts at {start} and ends at {end}; it must end after it starts.",
    "span-outside": "the range {start}-{end} does not lie in the text of {length} characters. "
    "Offsets count characters (code points), not bytes.",
    "span-parts": "the parts of a span must begin at its start {start} and end at its end {end}.",
    "span-bad": "the parts of a span are not in order ({why}).",
    "span-text": "the span {start}-{end} says “{written}”, but the text has “{found}” there. The "
    "offsets are shifted; do they count bytes or UTF-16 units?",
    "id-in-use": "the id “{id}” in “{key}” belongs to another article already. Give it an id of "
    "its own, or leave the ids of this line away.",
    "role-twice": "“{key}” gives a second “{role}”, and there can be only one.",
    "said-twice": "one of “{key}” says “{name}” twice and differently. Write it once.",
    "answer-unknown": "there is no answer “{answer}”; known are accept, reject, ignore.",
    "id-twice": "the id “{id}” stands twice in “{key}”.",
    "annotation-twice": "the same annotation stands twice in “{key}”.",
    "reference-unknown": "“{key}” refers to {reference}, which is not on this line.",
    "label-unknown": "the scheme has no label “{label}”{layer}. Add it to the scheme, or choose "
    "to add or skip unknown labels.",
    "label-in-layer": " in the layer “{layer}”",
    "label-place": "the label “{label}” of the layer “{layer}” cannot stand in “{key}”. Labels of "
    "words belong into “spans”, of articles into “document_labels”, whole quotes and opinions into "
    "“quotes” and “opinions”.",
    "layer-missing": "“{key}” needs a layer of kind “{kind}”, which the scheme does not have.",
    "layer-unknown": "There is no layer “{layer}”; the scheme has {known}.",
    "role-unknown": "the scheme has no role “{role}”. Add it to the scheme, or choose to add or "
    "skip unknown labels.",
    "role-ends": "the role “{role}” cannot lead from {source} to {target}.",
    "zone-kind": "there is no zone kind “{kind}”; known are {known}.",
    "state-unknown": "there is no state “{state}”; known are {known}.",
    "origin-unknown": "there is no origin “{origin}”; known are {known}.",
    "attribute-unknown": "layer “{layer}” has no attribute “{name}”.",
    "attribute-value": "{why}.",
    "document-other-text": "an article “{id}” with another text is in the project already. Give "
    "this one an id of its own, or take it as a later version (--revisions take).",
    "annotator-missing": "nobody annotates in this project yet. Say whose labels these are "
    "(--annotator).",
    "annotator-unknown": "There is no annotator “{name}”; the project has {known}.",
    "export-offset": "Annotation {record} of {document} does not fit its text; nothing was "
    "written. Run “annotator check”.",
    "format-unit": "The format “{name}” cannot count offsets in “{unit}”; it can in {known}.",
    "export-needs-folder": "The format “{format}” is a folder of files. Give the name of a folder.",
    "export-folder-there": "{path} is there already and not empty. Give the name of a new folder.",
    "original-missing": "No original file is kept of {document}. It is kept of web pages, Word "
    "documents and PDFs of up to 25 MB that are imported from now on.",
    "original-there": "There is a file {path} already. Say where to write the original file.",
    "document-unknown": "There is no article with the id {document} in this project.",
    "export-onto-project": "{path} is the project itself. Choose another file.",
    "dataset-empty": "Nothing was chosen: no article is in a chosen state, or nothing is decided.",
    "split-shares": "“{given}” are no shares. Give up to three numbers for train, dev and test, "
    "such as 80/10/10.",
    "split-key-unknown": "No article says its “{key}”. Split by random, date, outlet, author, "
    "language or another key of the metadata.",
    "export-unwritable": "{path} cannot be written ({why}).",
    "file-kind": "this is not a text file but {kind:@kind-of-file}. Save the article as plain "
    "text first.",
    "file-kind-wrong": "this is {kind:@kind-of-file}, not {wanted:@kind-of-file}. Give the file "
    "its right ending, or save it as {wanted:@kind-of-file}.",
    "folder-nothing": "nothing in it is a file that is read here. Look whether it is the right "
    "one, or say the format.",
    "zip-not": "this is {kind:@kind-of-file}, not a zip file as its ending says. Give it its "
    "right ending, or save it anew.",
    "zip-broken": "the zip file is damaged or packed in an unusual way. Save or download it anew.",
    "zip-locked": "the file is locked by a password. Save it without one.",
    "zip-too-large": "unpacked, the file has more than {most} MB. Split it into several files.",
    "zip-ratio": "the file is packed {ratio} times; more than {most} times is how files are made "
    "that bring a computer down. Save it anew from the program it comes from.",
    "zip-members": "the zip file holds {number} files, more than {most}. Split it.",
    "zip-name": "the zip file holds a member “{name}” whose name leads outside or stands there "
    "twice. Nothing was taken from it; save it anew from the program it comes from.",
    "zip-missing": "the part “{name}” is missing. Save the file anew from the program it comes "
    "from.",
    "xml-doctype": "the part “{name}” declares a DOCTYPE, which can hide harmful things and which "
    "no office program writes. Save the file anew.",
    "xml-broken": "the part “{name}” is not well-formed ({why}). Save the file anew.",
    "page-no-text": "no article was found on this page. Open it in a browser, copy the article and "
    "paste it.",
    "mhtml-no-page": "this web archive holds no page. Save it anew from the browser.",
    "mhtml-broken": "the web archive is damaged or ends too early. Save it anew from the browser.",
    "pdf-broken": "the PDF is damaged ({why}). Download or save it anew.",
    "pdf-locked": "the PDF is locked by a password. Save it without one (print it to a new PDF).",
    "pdf-no-text": "the PDF holds pictures of pages and no text (a scan). Run text recognition "
    "(OCR) on it first.",
    "pdf-too-complex": "the PDF draws more than any page of print. Copy the article and paste it.",
    "pdf-too-long": "the PDF has {number} pages, more than {most}. Save the article alone.",
    "page-too-deep": "the elements of the page lie too deep in each other, or one of its "
    "paragraphs is too long. Open it in a browser, copy the article and paste it.",
    "page-too-large": "the page has more than {most} elements; no article has. Copy the article "
    "and paste it.",
    "item-not-json": "this article is not JSON ({why}, byte {column} of it).",
    "item-encoding": "this article is not UTF-8 (byte {column} of it). Save the file as UTF-8.",
    "item-not-object": "each article in the list is one JSON object, this is a {found}.",
    "item-too-long": "an article is longer than {most} bytes. Nobody reads one of that length.",
    "file-not-array": "the file has to be one JSON list of articles and begin with “[”; it begins "
    "with “{begins}”.",
    "array-cut": "the list ends in the middle: the file was cut off, or a quote mark or a bracket "
    "is missing. Get the whole file.",
    "array-goes-on": "something follows after the end of the list. Put one list into each file.",
    "ranges-number": "“{key}” has {words} words and {ranges} ranges; each needs its own.",
    "polarity-unknown": "there is no polarity {polarity}; known are {known}.",
    "docbin-bad": "this is not spaCy's DocBin, or it is damaged ({why}). Save it anew with "
    "DocBin.to_disk.",
    "docbin-large": "the Docs take more than {most} MB when they are unpacked. Save them as "
    "several files of some thousand Docs each.",
    "table-too-large": "the file has more than {most} MB and cannot be read piece by piece. Split "
    "it into several files, or save a table as UTF-8 and JSON as one object a line.",
    "table-too-wide": "the table has {columns} columns, and {most} can be read. Leave away those "
    "that say nothing about an article.",
    "columns-no-text": "no column says by its name that it holds the text. The columns are "
    "{columns}. Say which one it is (--column text=NAME).",
    "column-unknown": "there is no column “{column}” for “{field}”; the columns are {known}.",
    "row-too-wide": "the row has {cells} cells, and the table {columns} columns. A cell with a "
    "separator or a line break in it needs quote marks around it.",
    "row-quotes": "the quote marks of the row are not in order ({why}). A quote mark inside a cell "
    "is written twice, and the cell stands in quote marks.",
    "cell-too-large": "a cell has more than {most} million characters. Is a quote mark missing "
    "where it ends?",
    "article-no-text": "the article has no text: its cell or key is empty. Fill it, or leave the "
    "article out.",
    "workbook-unreadable": "this is not an Excel workbook that can be read ({why}). Save it as "
    ".xlsx, without a password.",
    "sheet-too-large": "the part “{name}” has more than {most} million tags. Save the articles as "
    "a table as text (CSV), or split the sheet.",
    "workbook-old": "this is a workbook of Excel before 2007, or one that is locked by a password. "
    "Open it and save it as .xlsx, without a password.",
    "task-text": "the task has no “text” in its “data”; texts are there under {named}. Leave one "
    "of them, or call it “text”. Addresses of texts and pictures do not count.",
    "region-in-html": "a label stands on a place in HTML ({place}) without an offset in the text. "
    "Export the project again; newer versions write such offsets.",
    "json-broken": "this is not JSON ({why}). A file has to be one list of objects, one object a "
    "line, or one object.",
    "conll-columns": "the line has one column; each line holds a word and its tag, with a tab or "
    "a blank between them.",
    "conll-width": "the line has {found} columns, those before it {wanted}. Each needs the same.",
    "conll-line": "the line is longer than {most} characters; each line holds one word and its "
    "columns.",
    "conll-long": "the article has more than {most} words. Put a line -DOCSTART- before each "
    "article.",
    "conll-numbered": "the first column counts the words. Take it away, so that the word comes "
    "first and its tag last.",
    "brat-no-text": "there is no “{name}” beside it. An annotation file of brat needs the text "
    "with the same name in the same folder (and not a link to it).",
    "brat-line": "this is no line of brat's standoff: “{found}”. It has to look like “{layout}”, "
    "where ⇥ is a tab.",
    "brat-reference": "“{key}” refers to {reference}, and the file has no label or event of that "
    "name. Write the missing line, or take this one away.",
    "tag-bad": "the tag “{tag}” says no label; tags are O, B-…, I-… and their like.",
    "webanno-format": "the first line has to be “#FORMAT=WebAnno TSV 3.x”; it is “{found}”. Export "
    "the article anew as “WebAnno TSV 3”; the versions 1 and 2 are not read.",
    "webanno-encoding": "the file is {encoding}, and WebAnno TSV is UTF-8. Save it as UTF-8, or "
    "name its encoding.",
    "webanno-header": "“{found}” does not declare a layer; “#T_SP=”, “#T_CH=” and “#T_RL=” are "
    "followed by a type and its features, relations by “BT_” and a type at the end. Export the "
    "article anew.",
    "webanno-sentence": "the sentence has no tokens, so that nothing says where it stands. Export "
    "the article anew, or take the sentence out.",
    "webanno-no-text": "there is no line “#Text=” before this token. Export the article anew.",
    "webanno-record": "the line “#Annotator.document=” is not JSON ({why}). Take it out, or export "
    "the article anew.",
    "webanno-row": "this is no token of a sentence: “{found}”. A line has an id such as 1-1, "
    "offsets such as 0-5, the word and the columns of the layers, with tabs between them.",
    "webanno-columns": "the line has {found} columns, and the header asks for {wanted}. Was the "
    "file cut off, or saved by a spreadsheet? Export the article anew.",
    "webanno-offsets": "“{found}” are no offsets; they are written as 0-5, with the smaller first.",
    "webanno-twice": "the id {unit} stands there twice. Number the tokens of each sentence from 1.",
    "webanno-number": "the number [{number}] belongs to another annotation ({other}) already. Give "
    "each annotation a number of its own.",
    "webanno-slots": "there are {roles:#role} of slots and {targets} that fill them. Each needs "
    "its own.",
    "webanno-gap": "the sentence starts at {start}, and the text before it ends at {at}. Sentences "
    "stand in their order, and start with their first token.",
    "webanno-outside": "the token at {start}-{end} does not lie in the text, or starts inside a "
    "character. Offsets count UTF-16 units unless you say otherwise (--offsets).",
    "webanno-words": "the token at {start}-{end} says “{written}”, but the text has “{found}” "
    "there. The text was changed, or the offsets count something else (--offsets). Export the "
    "article anew.",
    "webanno-cut": "the text goes on after the last token, or is shorter than it was: the file was "
    "cut off or changed. Export the article anew.",
    "webanno-reference": "nothing of the type {type} stands at {reference}, where a relation or "
    "slot leads. Export the article anew, or take the relation out.",
    "table-of-labels": "this is a table of labels as Annotator writes it, without the articles. "
    "Import the JSON lines of the project instead.",
    "row-lengths": "the row has {tokens:#token} and {found} of “{key}”; each token needs its own.",
    "tags-nameless": "the tags are numbers, and nothing says what they mean. Write the tags "
    "themselves (O, B-…, I-…) into a column “tags”.",
    "tags-number": "a tag is none of the numbers 0 to {most} that have a name.",
    "parquet-bad": "this is not a Parquet file, or it is damaged ({why}). Save it anew.",
    "parquet-large": "rows that are read together take more than {most} MB when they are unpacked. "
    "Make each sentence a row, and save them in smaller groups (row_group_size).",
    "uima-bad": "this is no UIMA CAS that can be read: {why}. Export it anew as “UIMA CAS XMI” or "
    "“UIMA CAS JSON 0.4”.",
    "uima-no-text": "no view of the CAS holds a text. Export it with its text (sofaString).",
    "uima-doctype": "“{name}” declares a DOCTYPE, which can hide harmful things and which no CAS "
    "needs. Export it anew.",
    "uima-json-old": "this is UIMA's older JSON, which does not say all of its types. Export it as "
    "“UIMA CAS JSON 0.4” or “UIMA CAS XMI”.",
    # Why a scheme, a value or a query is none
    "scheme-why-no-layers": "a scheme needs at least one layer",
    "scheme-why-no-id": "a {what} without an id",
    "scheme-why-twice": "{what} “{name}” is there twice",
    "scheme-why-label-layer": "label “{label}” is in a layer that does not exist",
    "scheme-why-key": "label “{label}” wants the key “{key}”, which the window uses itself or "
    "does not know; free are 1-9 and {free}",
    "scheme-why-parent": "label “{label}” has an unknown parent “{parent}”",
    "scheme-why-ancestor": "label “{label}” is its own ancestor",
    "scheme-why-colour": "label “{label}” has the colour “{colour}”; colours are written #rrggbb",
    "scheme-why-no-labels": "layer “{layer}” has no labels",
    "scheme-why-key-twice": "two labels of layer “{layer}” want the key “{key}”",
    "scheme-why-one-frame": "layer “{layer}” of kind “{kind}” needs exactly one label with frame "
    "= true",
    "scheme-why-no-frame": "label “{label}” is a frame, but its layer is of kind “{kind}”",
    "scheme-why-attribute-layer": "attribute “{attribute}” is in a layer that does not exist",
    "scheme-why-choices": "attribute “{attribute}” needs choices exactly if its type is “choice”",
    "scheme-why-attribute-label": "attribute “{attribute}” names an unknown label “{label}”",
    "scheme-why-end": "role “{role}” names an unknown end “{end}”",
    "scheme-why-deep": "tables are nested too deeply",
    "scheme-why-switch": "the switch “{name}” is true or false",
    "scheme-why-table": "{what} is a table, not {found}",
    "scheme-why-unknown-key": "{what} has an unknown key “{name}”; known are {known}",
    "scheme-why-type": "“{name}” of {what} has the wrong type: {found}",
    "scheme-why-needs": "{what} needs “{name}”",
    "scheme-why-texts": "lists of “{name}” hold texts",
    "scheme-why-word": "“{name}”: {value} is none of {known}",
    "scheme-whole": "the scheme",
    "scheme-a-layer": "a layer",
    "scheme-a-label": "a label of layer “{layer}”",
    "scheme-an-attribute": "an attribute of layer “{layer}”",
    "scheme-a-choice": "a choice of “{attribute}”",
    "scheme-a-role": "a role",
    "scheme-part-layer": "layer",
    "scheme-part-label": "label",
    "scheme-part-attribute": "attribute",
    "scheme-part-role": "role",
    "attribute-takes-yes-no": "{attribute} takes true or false, not {found}",
    "attribute-takes-number": "{attribute} takes a number, not {found}",
    "attribute-takes-choice": "{attribute} takes one of {known}, not {found}",
    "attribute-takes-text": "{attribute} takes a text, not {found}",
    "attribute-takes-entry": "{attribute} takes a text, not {found}",
    "find-why-many": "more than {most} items",
    "find-why-optional": "nothing in it has to be there",
    "find-why-all": "it fits every token",
    "find-why-no-shape": "no shape behind “shape:”",
    "find-why-shape": "letters of a shape are X, x and d only",
    # What a value has to be, what a file is, what JSON holds
    "found-list": "a list of {number}",
    "value-text": "a text",
    "value-list": "a list",
    "value-object": "an object",
    "value-true-or-false": "true or false",
    "value-text-or-number": "a text or a number",
    "value-span-ids": "a list of span ids",
    "value-plain": "a text, a number, or true or false",
    "value-token": "the number of a token",
    "value-structure-ids": "ids of structures",
    "value-ids": "ids",
    "value-doccano-labels": "labels as doccano writes them",
    "value-texts": "texts",
    "value-number": "a number",
    "value-objects": "objects",
    "value-text-list": "a list of texts",
    "value-pairs": "pairs of whole numbers",
    "value-hexadecimal-ids": "ids of 16 hexadecimal digits",
    "value-label-numbers": "a number for each label",
    "value-json": "plain JSON values",
    "value-text-keys": "keys that are texts",
    "value-words-and-ranges": "a list of words and a list of ranges",
    "value-range": "a range as in “0:4”",
    "value-texts-or-numbers": "a list of texts, or of whole numbers",
    "kind-of-file-pdf": "a PDF",
    "kind-of-file-png": "a PNG picture",
    "kind-of-file-jpeg": "a JPEG picture",
    "kind-of-file-gif": "a GIF picture",
    "kind-of-file-bmp": "a BMP picture",
    "kind-of-file-tiff": "a TIFF picture",
    "kind-of-file-webp": "a WebP picture",
    "kind-of-file-film": "a film or a picture of a phone",
    "kind-of-file-sound": "a sound",
    "kind-of-file-ogg": "a sound or a film",
    "kind-of-file-sqlite": "an SQLite database",
    "kind-of-file-parquet": "a Parquet table",
    "kind-of-file-arrow": "an Arrow table",
    "kind-of-file-gzip": "a gzip archive",
    "kind-of-file-bzip2": "a bzip2 archive",
    "kind-of-file-xz": "an xz archive",
    "kind-of-file-zstd": "a zstd archive",
    "kind-of-file-7zip": "a 7-Zip archive",
    "kind-of-file-rar": "a RAR archive",
    "kind-of-file-tar": "a tar archive",
    "kind-of-file-zip": "a zip archive",
    "kind-of-file-office": "an old or locked Office file",
    "kind-of-file-rtf": "an RTF document",
    "kind-of-file-program": "a program",
    "kind-of-file-word": "a Word document",
    "kind-of-file-excel": "an Excel workbook",
    "kind-of-file-powerpoint": "a PowerPoint presentation",
    "kind-of-file-odt": "an OpenDocument text",
    "kind-of-file-opendocument": "an OpenDocument file",
    "kind-of-file-epub": "an e-book",
    "kind-of-file-other": "something else",
    "kind-of-file-other-zip": "another zip file",
    "kind-of-file-xlsx": "an Excel workbook (.xlsx)",
    "json-list": "list",
    "json-dict": "dict",
    "json-str": "str",
    "json-int": "int",
    "json-float": "float",
    "json-bool": "bool",
    "json-NoneType": "NoneType",
}
