"""What readers and writers of files have to say, in German; file and line are put in front."""

MESSAGES = {
    "scheme-file": "{file}:{line}: {why}.",
    "scheme-kind": "Die Ebene „{layer}“ ist hier von der Art „{kind:@layer-kind}“ und kann weder "
    "eine andere werden noch ein anderes Label für ihre Rahmen bekommen. Der neuen Ebene eine "
    "eigene Kennung geben.",
    "scheme-values": "„{path}“ passte nicht mehr zu {number:#Wert|Werten} von {label} im Projekt, "
    "etwa {value}. Die Auswahl behalten oder diese Werte zuerst ändern.",
    "scheme-ends": "Die Rolle „{role}“ ließe {number:#Verbindung|Verbindungen} von {source} zu "
    "{target} im Projekt nicht mehr zu. Die Enden und „many“ behalten oder diese Verbindungen "
    "zuerst ändern.",
    "scheme-clash": "Zusammen mit dem, was das Projekt hat, widerspricht sich das Schema: {why}.",
    "scheme-unknown": "Es gibt kein Schema „{name}“. Mitgeliefert sind {known}; oder den Pfad "
    "einer TOML-Datei angeben.",
    "file-missing": "diese Datei gibt es nicht.",
    "file-empty": "die Datei enthält keinen Text. Weglassen oder prüfen, ob sie gespeichert wurde.",
    "file-binary": "das ist keine Textdatei. Den Artikel zuerst als reinen Text speichern.",
    "file-unreadable": "die Datei lässt sich nicht lesen ({why}).",
    "file-too-large": "die Datei hat mehr als {most} MB; einen so langen Artikel liest niemand. "
    "In mehrere Dateien aufteilen.",
    "decision-how": "nichts wird als „{how}“ entschieden; bekannt sind {known}.",
    "text-too-large": "der Text hat mehr als {most} Millionen Zeichen; einen so langen Artikel "
    "liest niemand. In mehrere Artikel aufteilen oder größere Dateien erlauben.",
    "paste-too-large": "der Text hat mehr als {most} Millionen Zeichen; einen so langen Artikel "
    "liest niemand. Als mehrere Dateien speichern und diese importieren.",
    "file-not-utf8": "die Datei ist in {encoding}; JSON-Zeilen sind in UTF-8. Zuerst als UTF-8 "
    "speichern.",
    "file-kind-unknown": "für diese Endung ist kein Format bekannt; bekannt sind {known}. Eines "
    "mit --format nennen.",
    "file-encoding": "ab Position {position} sind die Bytes nicht {encoding}, und keine andere "
    "Kodierung passt zur ganzen Datei. Als UTF-8 speichern oder die Kodierung nennen.",
    "encoding-unknown": "es gibt keine Kodierung namens „{encoding}“.",
    "forbidden-character": "in Spalte {column} steht ein Zeichen ({name}), das ein Text nicht "
    "enthalten kann. Entfernen oder solche Zeichen durch � ersetzen lassen.",
    "format-unknown": "Es gibt kein Format „{name}“; bekannt sind {known}.",
    "format-not-read": "Dateien des Formats „{name}“ lassen sich nicht importieren.",
    "format-not-written": "Dateien des Formats „{name}“ lassen sich nicht schreiben.",
    "line-not-object": "eine Zeile ist ein JSON-Objekt, hier steht {found:@json}.",
    "line-not-json": "das ist kein JSON ({why}, Spalte {column}). Jede Zeile muss ein "
    "vollständiges Objekt sein.",
    "line-encoding": "die Zeile ist nicht UTF-8 (Byte {column} der Zeile). Die Datei als UTF-8 "
    "speichern.",
    "line-too-long": "die Zeile ist länger als {most} Bytes. Jede Zeile muss ein Artikel sein.",
    "line-too-deep": "Listen und Objekte liegen mehr als {most} tief ineinander. Flacher machen "
    "oder weglassen.",
    "unit-unknown": "es gibt keine Einheit {unit} für Positionen; bekannt sind {known}.",
    "offset-between": "die Position {offset} in „{key}“ liegt außerhalb des Textes oder in einem "
    "Zeichen. Positionen zählen Zeichen, wenn nicht die Datei oder Sie etwas anderes sagen "
    "(--offsets).",
    "forbidden-in-text": "„text“ hat bei Zeichen {position} ein Zeichen ({name}), das ein Text "
    "nicht enthalten kann. Entfernen oder solche Zeichen durch � ersetzen lassen.",
    "forbidden-in-value": "„{key}“ hat ein Zeichen ({name}), das ein Text nicht enthalten kann. "
    "Entfernen oder solche Zeichen durch � ersetzen lassen.",
    "number-too-large": "„{key}“ hat eine Zahl, die zu groß ist, um genau behalten zu werden. Als "
    "Text schreiben.",
    "line-no-text": "die Zeile hat ein leeres „text“.",
    "line-breaks-with-offsets": "der Text hat Windows-Zeilenumbrüche (\\r\\n) oder beginnt mit "
    "einer Byte-Reihenfolge-Marke. Beides wird beim Import kürzer, so dass die Positionen dieser "
    "Zeile sich verschöben. Zuerst mit \\n und ohne die Marke schreiben.",
    "key-unknown": "„{key}“ hat den unbekannten Schlüssel „{name}“. Bekannt sind {known}; weitere "
    "Angaben zu einem Artikel gehören in „meta“.",
    "key-missing": "„{key}“ braucht „{name}“.",
    "field-type": "„{key}“ hat die falsche Art von Wert (erwartet: {wanted:@value}; gefunden: "
    "{found}).",
    "offset-type": "„{key}“ muss eine ganze Zahl von Zeichen sein, nicht {found}.",
    "span-order": "eine Stelle beginnt bei {start} und endet bei {end}; sie muss nach ihrem "
    "Anfang enden.",
    "span-outside": "der Bereich {start}-{end} liegt nicht im Text von {length} Zeichen. "
    "Positionen zählen Zeichen (Codepunkte), nicht Bytes.",
    "span-parts": "die Teile einer Stelle müssen an ihrem Anfang {start} beginnen und an ihrem "
    "Ende {end} enden.",
    "span-bad": "die Teile einer Stelle sind nicht in Ordnung ({why}).",
    "span-text": "die Stelle {start}-{end} nennt „{written}“, aber im Text steht dort „{found}“. "
    "Die Positionen sind verschoben; zählen sie Bytes oder UTF-16-Einheiten?",
    "id-in-use": "die Kennung „{id}“ in „{key}“ gehört schon zu einem anderen Artikel. Eine "
    "eigene geben oder die Kennungen dieser Zeile weglassen.",
    "role-twice": "„{key}“ gibt ein zweites „{role}“, und es darf nur eines geben.",
    "said-twice": "eines von „{key}“ sagt „{name}“ zweimal und verschieden. Einmal schreiben.",
    "answer-unknown": "es gibt keine Antwort „{answer}“; bekannt sind accept, reject, ignore.",
    "id-twice": "die Kennung „{id}“ steht zweimal in „{key}“.",
    "annotation-twice": "dieselbe Annotation steht zweimal in „{key}“.",
    "reference-unknown": "„{key}“ verweist auf {reference}, was nicht in dieser Zeile steht.",
    "label-unknown": "das Schema hat kein Label „{label}“{layer}. Zum Schema hinzufügen oder "
    "unbekannte Labels hinzufügen oder übergehen lassen.",
    "label-in-layer": " in der Ebene „{layer}“",
    "label-place": "das Label „{label}“ der Ebene „{layer}“ kann nicht in „{key}“ stehen. Labels "
    "von Wörtern gehören in „spans“, von Artikeln in „document_labels“, ganze Zitate und "
    "Meinungen in „quotes“ und „opinions“.",
    "layer-missing": "„{key}“ braucht eine Ebene der Art „{kind:@layer-kind}“, die das Schema "
    "nicht hat.",
    "layer-unknown": "Es gibt keine Ebene „{layer}“; das Schema hat {known}.",
    "role-unknown": "das Schema hat keine Rolle „{role}“. Zum Schema hinzufügen oder unbekannte "
    "Labels hinzufügen oder übergehen lassen.",
    "role-ends": "die Rolle „{role}“ kann nicht von {source} zu {target} führen.",
    "zone-kind": "es gibt keine Zonenart „{kind}“; bekannt sind {known}.",
    "state-unknown": "es gibt keinen Zustand „{state}“; bekannt sind {known}.",
    "origin-unknown": "es gibt keine Herkunft „{origin}“; bekannt sind {known}.",
    "attribute-unknown": "die Ebene „{layer}“ hat kein Merkmal „{name}“.",
    "attribute-value": "{why}.",
    "document-other-text": "einen Artikel „{id}“ mit anderem Text gibt es im Projekt schon. "
    "Diesem eine eigene Kennung geben oder ihn als spätere Fassung übernehmen (--revisions take).",
    "annotator-missing": "in diesem Projekt annotiert noch niemand. Sagen, wessen Labels das sind "
    "(--annotator).",
    "annotator-unknown": "Es gibt keinen Annotator „{name}“; das Projekt hat {known}.",
    "export-offset": "Die Annotation {record} von {document} passt nicht zu ihrem Text; "
    "geschrieben wurde nichts. „annotator check“ ausführen.",
    "format-unit": "Das Format „{name}“ kann Positionen nicht in „{unit}“ zählen; es kann {known}.",
    "export-needs-folder": "Das Format „{format}“ ist ein Ordner mit Dateien. Den Namen eines "
    "Ordners angeben.",
    "export-folder-there": "{path} gibt es schon, und der Ordner ist nicht leer. Den Namen eines "
    "neuen Ordners angeben.",
    "original-missing": "Von {document} ist keine Originaldatei aufbewahrt. Aufbewahrt werden "
    "Webseiten, Word-Dokumente und PDFs bis 25 MB, die ab jetzt importiert werden.",
    "original-there": "Eine Datei {path} gibt es schon. Angeben, wohin die Originaldatei "
    "geschrieben werden soll.",
    "document-unknown": "In diesem Projekt gibt es keinen Artikel mit der Kennung {document}.",
    "export-onto-project": "{path} ist das Projekt selbst. Eine andere Datei wählen.",
    "dataset-empty": "Nichts wurde gewählt: Kein Artikel ist in einem gewählten Zustand, oder "
    "nichts ist entschieden.",
    "split-shares": "„{given}“ sind keine Anteile. Bis zu drei Zahlen für Train, Dev und Test "
    "angeben, etwa 80/10/10.",
    "split-key-unknown": "Kein Artikel nennt „{key}“. Nach Zufall, Datum, Medium, Autor, Sprache "
    "oder einem anderen Schlüssel der Metadaten aufteilen.",
    "export-unwritable": "{path} lässt sich nicht schreiben ({why}).",
    "file-kind": "das ist keine Textdatei, sondern {kind:@kind-of-file}. Den Artikel zuerst als "
    "reinen Text speichern.",
    "file-kind-wrong": "das ist {kind:@kind-of-file}, nicht {wanted:@kind-of-file}. Der Datei die "
    "richtige Endung geben oder sie als {wanted:@kind-of-file} speichern.",
    "folder-nothing": "nichts darin ist eine Datei, die hier gelesen wird. Prüfen, ob es der "
    "richtige Ordner ist, oder das Format nennen.",
    "zip-not": "das ist {kind:@kind-of-file}, kein ZIP-Archiv, wie die Endung sagt. Die richtige "
    "Endung geben oder neu speichern.",
    "zip-broken": "das ZIP-Archiv ist beschädigt oder ungewöhnlich gepackt. Neu speichern oder "
    "neu herunterladen.",
    "zip-locked": "die Datei ist mit einem Passwort gesperrt. Ohne Passwort speichern.",
    "zip-too-large": "entpackt hat die Datei mehr als {most} MB. In mehrere Dateien aufteilen.",
    "zip-ratio": "die Datei ist {ratio}-fach gepackt; mehr als {most}-fach packt, wer einen "
    "Rechner lahmlegen will. Aus dem ursprünglichen Programm neu speichern.",
    "zip-members": "das ZIP-Archiv enthält {number} Dateien, mehr als {most}. Aufteilen.",
    "zip-name": "das ZIP-Archiv enthält einen Teil „{name}“, dessen Name nach außen führt oder "
    "zweimal vorkommt. Genommen wurde nichts daraus; aus dem ursprünglichen Programm neu "
    "speichern.",
    "zip-missing": "der Teil „{name}“ fehlt. Die Datei aus dem ursprünglichen Programm neu "
    "speichern.",
    "xml-doctype": "der Teil „{name}“ hat einen DOCTYPE, der Schädliches verbergen kann und den "
    "kein Büroprogramm schreibt. Die Datei neu speichern.",
    "xml-broken": "der Teil „{name}“ ist nicht wohlgeformt ({why}). Die Datei neu speichern.",
    "page-no-text": "auf dieser Seite wurde kein Artikel gefunden. In einem Browser öffnen, den "
    "Artikel kopieren und einfügen.",
    "mhtml-no-page": "dieses Webarchiv enthält keine Seite. Aus dem Browser neu speichern.",
    "mhtml-broken": "das Webarchiv ist beschädigt oder endet zu früh. Aus dem Browser neu "
    "speichern.",
    "pdf-broken": "das PDF ist beschädigt ({why}). Neu herunterladen oder neu speichern.",
    "pdf-locked": "das PDF ist mit einem Passwort gesperrt. Ohne Passwort speichern (in ein neues "
    "PDF drucken).",
    "pdf-no-text": "das PDF enthält Bilder von Seiten und keinen Text (ein Scan). Zuerst eine "
    "Texterkennung (OCR) ausführen.",
    "pdf-too-complex": "das PDF zeichnet mehr als jede Druckseite. Den Artikel kopieren und "
    "einfügen.",
    "pdf-too-long": "das PDF hat {number} Seiten, mehr als {most}. Den Artikel allein speichern.",
    "page-too-deep": "die Elemente der Seite liegen zu tief ineinander, oder ein Absatz ist zu "
    "lang. In einem Browser öffnen, den Artikel kopieren und einfügen.",
    "page-too-large": "die Seite hat mehr als {most} Elemente; kein Artikel hat so viele. Den "
    "Artikel kopieren und einfügen.",
    "item-not-json": "dieser Artikel ist kein JSON ({why}, Byte {column} davon).",
    "item-encoding": "dieser Artikel ist nicht UTF-8 (Byte {column} davon). Die Datei als UTF-8 "
    "speichern.",
    "item-not-object": "jeder Artikel der Liste ist ein JSON-Objekt, hier steht {found:@json}.",
    "item-too-long": "ein Artikel ist länger als {most} Bytes. Einen so langen liest niemand.",
    "file-not-array": "die Datei muss eine JSON-Liste von Artikeln sein und mit „[“ beginnen; sie "
    "beginnt mit „{begins}“.",
    "array-cut": "die Liste endet mittendrin: Die Datei wurde abgeschnitten, oder ein "
    "Anführungszeichen oder eine Klammer fehlt. Die ganze Datei besorgen.",
    "array-goes-on": "nach dem Ende der Liste folgt noch etwas. In jede Datei nur eine Liste "
    "schreiben.",
    "ranges-number": "„{key}“ hat {words} Wörter und {ranges} Bereiche; jedes braucht seinen "
    "eigenen.",
    "polarity-unknown": "es gibt keine Polarität {polarity}; bekannt sind {known}.",
    "docbin-bad": "das ist kein DocBin von spaCy, oder es ist beschädigt ({why}). Mit "
    "DocBin.to_disk neu speichern.",
    "docbin-large": "die Docs brauchen entpackt mehr als {most} MB. Als mehrere Dateien mit je "
    "einigen tausend Docs speichern.",
    "table-too-large": "die Datei hat mehr als {most} MB und lässt sich nicht stückweise lesen. "
    "In mehrere Dateien aufteilen oder eine Tabelle als UTF-8 und JSON als ein Objekt je Zeile "
    "speichern.",
    "table-too-wide": "die Tabelle hat {columns} Spalten; lesen lassen sich {most}. Weglassen, "
    "was nichts über einen Artikel sagt.",
    "columns-no-text": "keine Spalte sagt mit ihrem Namen, dass sie den Text enthält. Die Spalten "
    "sind {columns}. Sagen, welche es ist (--column text=NAME).",
    "column-unknown": "es gibt keine Spalte „{column}“ für „{field}“; die Spalten sind {known}.",
    "row-too-wide": "die Zeile hat {cells} Zellen, die Tabelle {columns} Spalten. Eine Zelle mit "
    "Trennzeichen oder Zeilenumbruch braucht Anführungszeichen.",
    "row-quotes": "die Anführungszeichen der Zeile sind nicht in Ordnung ({why}). In einer Zelle "
    "wird ein Anführungszeichen doppelt geschrieben, und die Zelle steht in Anführungszeichen.",
    "cell-too-large": "eine Zelle hat mehr als {most} Millionen Zeichen. Fehlt an ihrem Ende ein "
    "Anführungszeichen?",
    "article-no-text": "der Artikel hat keinen Text: Seine Zelle oder sein Schlüssel ist leer. "
    "Ausfüllen oder den Artikel weglassen.",
    "workbook-unreadable": "das ist keine lesbare Excel-Arbeitsmappe ({why}). Als .xlsx ohne "
    "Passwort speichern.",
    "sheet-too-large": "der Teil „{name}“ hat mehr als {most} Millionen Elemente. Die Artikel als "
    "Texttabelle (CSV) speichern oder das Blatt teilen.",
    "workbook-old": "das ist eine Arbeitsmappe aus Excel vor 2007 oder eine mit Passwort "
    "gesperrte. Öffnen und als .xlsx ohne Passwort speichern.",
    "task-text": "die Aufgabe hat kein „text“ in „data“; Texte stehen dort unter {named}. Einen "
    "davon übrig lassen oder ihn „text“ nennen. Adressen von Texten und Bildern zählen nicht.",
    "region-in-html": "ein Label steht an einer Stelle im HTML ({place}) ohne Position im Text. "
    "Das Projekt noch einmal exportieren; neuere Versionen schreiben solche Positionen.",
    "json-broken": "das ist kein JSON ({why}). Eine Datei muss eine Liste von Objekten sein, ein "
    "Objekt je Zeile oder ein einziges Objekt.",
    "conll-columns": "die Zeile hat eine Spalte; jede Zeile enthält ein Wort und seinen Tag, mit "
    "Tabulator oder Leerzeichen dazwischen.",
    "conll-width": "die Zeile hat {found} Spalten, die davor {wanted}. Alle brauchen gleich viele.",
    "conll-line": "die Zeile ist länger als {most} Zeichen; jede Zeile enthält ein Wort und seine "
    "Spalten.",
    "conll-long": "der Artikel hat mehr als {most} Wörter. Vor jeden Artikel eine Zeile "
    "-DOCSTART- setzen.",
    "conll-numbered": "die erste Spalte zählt die Wörter. Weglassen, so dass das Wort zuerst "
    "kommt und sein Tag zuletzt.",
    "brat-no-text": "daneben liegt kein „{name}“. Eine Annotationsdatei von brat braucht den Text "
    "gleichen Namens im selben Ordner (und keinen Link darauf).",
    "brat-line": "das ist keine Zeile im Standoff-Format von brat: „{found}“. Sie muss aussehen "
    "wie „{layout}“, wobei ⇥ ein Tabulator ist.",
    "brat-reference": "„{key}“ verweist auf {reference}, und die Datei hat kein Label oder "
    "Ereignis dieses Namens. Die fehlende Zeile schreiben oder diese entfernen.",
    "tag-bad": "der Tag „{tag}“ nennt kein Label; Tags sind O, B-…, I-… und ähnliche.",
    "webanno-format": "die erste Zeile muss „#FORMAT=WebAnno TSV 3.x“ sein; sie ist „{found}“. "
    "Den Artikel neu als „WebAnno TSV 3“ exportieren; die Versionen 1 und 2 werden nicht gelesen.",
    "webanno-encoding": "die Datei ist in {encoding}, und WebAnno TSV ist UTF-8. Als UTF-8 "
    "speichern oder die Kodierung nennen.",
    "webanno-header": "„{found}“ erklärt keine Ebene; auf „#T_SP=“, „#T_CH=“ und „#T_RL=“ folgen "
    "ein Typ und seine Merkmale, bei Verbindungen am Ende „BT_“ und ein Typ. Den Artikel neu "
    "exportieren.",
    "webanno-sentence": "der Satz hat keine Tokens, so dass nichts sagt, wo er steht. Den Artikel "
    "neu exportieren oder den Satz entfernen.",
    "webanno-no-text": "vor diesem Token fehlt eine Zeile „#Text=“. Den Artikel neu exportieren.",
    "webanno-record": "die Zeile „#Annotator.document=“ ist kein JSON ({why}). Entfernen oder den "
    "Artikel neu exportieren.",
    "webanno-row": "das ist kein Token eines Satzes: „{found}“. Eine Zeile hat eine Kennung wie "
    "1-1, Positionen wie 0-5, das Wort und die Spalten der Ebenen, mit Tabulatoren dazwischen.",
    "webanno-columns": "die Zeile hat {found} Spalten, der Kopf verlangt {wanted}. Wurde die "
    "Datei abgeschnitten oder in einer Tabellenkalkulation gespeichert? Den Artikel neu "
    "exportieren.",
    "webanno-offsets": "„{found}“ sind keine Positionen; sie werden als 0-5 geschrieben, die "
    "kleinere zuerst.",
    "webanno-twice": "die Kennung {unit} steht dort zweimal. Die Tokens jedes Satzes ab 1 zählen.",
    "webanno-number": "die Nummer [{number}] gehört schon zu einer anderen Annotation ({other}). "
    "Jeder Annotation eine eigene Nummer geben.",
    "webanno-slots": "es gibt {roles:#Rolle|Rollen} für Felder und {targets}, die sie füllen. "
    "Jede braucht ihr eigenes.",
    "webanno-gap": "der Satz beginnt bei {start}, und der Text davor endet bei {at}. Sätze stehen "
    "in ihrer Reihenfolge und beginnen mit ihrem ersten Token.",
    "webanno-outside": "das Token bei {start}-{end} liegt nicht im Text oder beginnt in einem "
    "Zeichen. Positionen zählen UTF-16-Einheiten, wenn nichts anderes gesagt ist (--offsets).",
    "webanno-words": "das Token bei {start}-{end} nennt „{written}“, aber im Text steht dort "
    "„{found}“. Der Text wurde geändert, oder die Positionen zählen etwas anderes (--offsets). "
    "Den Artikel neu exportieren.",
    "webanno-cut": "der Text geht nach dem letzten Token weiter oder ist kürzer als er war: Die "
    "Datei wurde abgeschnitten oder geändert. Den Artikel neu exportieren.",
    "webanno-reference": "bei {reference}, wohin eine Verbindung oder ein Feld führt, steht "
    "nichts vom Typ {type}. Den Artikel neu exportieren oder die Verbindung entfernen.",
    "table-of-labels": "das ist eine Tabelle von Labels, wie Annotator sie schreibt, ohne die "
    "Artikel. Stattdessen die JSON-Zeilen des Projekts importieren.",
    "row-lengths": "die Zeile hat {tokens:#Token|Tokens} und {found} von „{key}“; jedes Token "
    "braucht eines.",
    "tags-nameless": "die Tags sind Zahlen, und nichts sagt, was sie bedeuten. Die Tags selbst "
    "(O, B-…, I-…) in eine Spalte „tags“ schreiben.",
    "tags-number": "ein Tag ist keine der Zahlen 0 bis {most}, die einen Namen haben.",
    "parquet-bad": "das ist keine Parquet-Datei, oder sie ist beschädigt ({why}). Neu speichern.",
    "parquet-large": "Zeilen, die zusammen gelesen werden, brauchen entpackt mehr als {most} MB. "
    "Aus jedem Satz eine Zeile machen und in kleineren Gruppen speichern (row_group_size).",
    "uima-bad": "das ist kein lesbares UIMA-CAS: {why}. Neu als „UIMA CAS XMI“ oder „UIMA CAS "
    "JSON 0.4“ exportieren.",
    "uima-no-text": "keine Sicht des CAS enthält einen Text. Mit Text exportieren (sofaString).",
    "uima-doctype": "„{name}“ hat einen DOCTYPE, der Schädliches verbergen kann und den kein CAS "
    "braucht. Neu exportieren.",
    "uima-json-old": "das ist das ältere JSON von UIMA, das nicht alle seine Typen nennt. Als "
    "„UIMA CAS JSON 0.4“ oder „UIMA CAS XMI“ exportieren.",
    # Why a scheme, a value or a query is none
    "scheme-why-no-layers": "ein Schema braucht mindestens eine Ebene",
    "scheme-why-no-id": "ohne Kennung: {what}",
    "scheme-why-twice": "{what} „{name}“ ist zweimal da",
    "scheme-why-label-layer": "das Label „{label}“ steht in einer Ebene, die es nicht gibt",
    "scheme-why-key": "das Label „{label}“ will die Taste „{key}“, die das Fenster selbst benutzt "
    "oder nicht kennt; frei sind 1-9 und {free}",
    "scheme-why-parent": "das Label „{label}“ hat ein unbekanntes Oberlabel „{parent}“",
    "scheme-why-ancestor": "das Label „{label}“ steht über sich selbst",
    "scheme-why-colour": "das Label „{label}“ hat die Farbe „{colour}“; Farben schreibt man "
    "#rrggbb",
    "scheme-why-no-labels": "die Ebene „{layer}“ hat keine Labels",
    "scheme-why-key-twice": "zwei Labels der Ebene „{layer}“ wollen die Taste „{key}“",
    "scheme-why-one-frame": "die Ebene „{layer}“ der Art „{kind:@layer-kind}“ braucht genau ein "
    "Label mit frame = true",
    "scheme-why-no-frame": "das Label „{label}“ ist ein Rahmen, aber seine Ebene ist von der Art "
    "„{kind:@layer-kind}“",
    "scheme-why-attribute-layer": "das Merkmal „{attribute}“ steht in einer Ebene, die es nicht "
    "gibt",
    "scheme-why-choices": "das Merkmal „{attribute}“ braucht genau dann eine Auswahl, wenn sein "
    "Typ „choice“ ist",
    "scheme-why-attribute-label": "das Merkmal „{attribute}“ nennt ein unbekanntes Label „{label}“",
    "scheme-why-end": "die Rolle „{role}“ nennt ein unbekanntes Ende „{end}“",
    "scheme-why-deep": "die Tabellen sind zu tief verschachtelt",
    "scheme-why-switch": "der Schalter „{name}“ ist true oder false",
    "scheme-why-table": "{what} muss eine Tabelle sein, nicht {found}",
    "scheme-why-unknown-key": "{what} hat einen unbekannten Schlüssel „{name}“; bekannt sind "
    "{known}",
    "scheme-why-type": "{what}: „{name}“ hat den falschen Typ: {found}",
    "scheme-why-needs": "{what} braucht „{name}“",
    "scheme-why-texts": "Listen von „{name}“ enthalten Texte",
    "scheme-why-word": "„{name}“: {value} ist keines von {known}",
    "scheme-whole": "das Schema",
    "scheme-a-layer": "eine Ebene",
    "scheme-a-label": "ein Label der Ebene „{layer}“",
    "scheme-an-attribute": "ein Merkmal der Ebene „{layer}“",
    "scheme-a-choice": "eine Auswahl von „{attribute}“",
    "scheme-a-role": "eine Rolle",
    "scheme-part-layer": "Ebene",
    "scheme-part-label": "Label",
    "scheme-part-attribute": "Merkmal",
    "scheme-part-role": "Rolle",
    "attribute-takes-yes-no": "{attribute} nimmt true oder false, nicht {found}",
    "attribute-takes-number": "{attribute} nimmt eine Zahl, nicht {found}",
    "attribute-takes-choice": "{attribute} nimmt eines von {known}, nicht {found}",
    "attribute-takes-text": "{attribute} nimmt einen Text, nicht {found}",
    "attribute-takes-entry": "{attribute} nimmt einen Text, nicht {found}",
    "find-why-many": "mehr als {most} Elemente",
    "find-why-optional": "nichts darin muss dastehen",
    "find-why-all": "es passt auf jedes Token",
    "find-why-no-shape": "hinter „shape:“ steht keine Form",
    "find-why-shape": "Buchstaben einer Form sind nur X, x und d",
    # What a value has to be, what a file is, what JSON holds
    "found-list": "eine Liste mit {number}",
    "value-text": "ein Text",
    "value-list": "eine Liste",
    "value-object": "ein Objekt",
    "value-true-or-false": "true oder false",
    "value-text-or-number": "ein Text oder eine Zahl",
    "value-span-ids": "eine Liste von Kennungen von Stellen",
    "value-plain": "ein Text, eine Zahl oder true oder false",
    "value-token": "die Nummer eines Tokens",
    "value-structure-ids": "Kennungen von Strukturen",
    "value-ids": "Kennungen",
    "value-doccano-labels": "Labels, wie doccano sie schreibt",
    "value-texts": "Texte",
    "value-number": "eine Zahl",
    "value-objects": "Objekte",
    "value-text-list": "eine Liste von Texten",
    "value-pairs": "Paare ganzer Zahlen",
    "value-hexadecimal-ids": "Kennungen aus 16 hexadezimalen Ziffern",
    "value-label-numbers": "eine Zahl für jedes Label",
    "value-json": "einfache JSON-Werte",
    "value-text-keys": "Schlüssel, die Texte sind",
    "value-words-and-ranges": "eine Liste von Wörtern und eine Liste von Bereichen",
    "value-range": "ein Bereich wie „0:4“",
    "value-texts-or-numbers": "eine Liste von Texten oder von ganzen Zahlen",
    "kind-of-file-pdf": "ein PDF",
    "kind-of-file-png": "ein PNG-Bild",
    "kind-of-file-jpeg": "ein JPEG-Bild",
    "kind-of-file-gif": "ein GIF-Bild",
    "kind-of-file-bmp": "ein BMP-Bild",
    "kind-of-file-tiff": "ein TIFF-Bild",
    "kind-of-file-webp": "ein WebP-Bild",
    "kind-of-file-film": "ein Film oder ein Bild vom Telefon",
    "kind-of-file-sound": "eine Tonaufnahme",
    "kind-of-file-ogg": "eine Tonaufnahme oder ein Film",
    "kind-of-file-sqlite": "eine SQLite-Datenbank",
    "kind-of-file-parquet": "eine Parquet-Tabelle",
    "kind-of-file-arrow": "eine Arrow-Tabelle",
    "kind-of-file-gzip": "ein gzip-Archiv",
    "kind-of-file-bzip2": "ein bzip2-Archiv",
    "kind-of-file-xz": "ein xz-Archiv",
    "kind-of-file-zstd": "ein zstd-Archiv",
    "kind-of-file-7zip": "ein 7-Zip-Archiv",
    "kind-of-file-rar": "ein RAR-Archiv",
    "kind-of-file-tar": "ein tar-Archiv",
    "kind-of-file-zip": "ein ZIP-Archiv",
    "kind-of-file-office": "eine alte oder gesperrte Office-Datei",
    "kind-of-file-rtf": "ein RTF-Dokument",
    "kind-of-file-program": "ein Programm",
    "kind-of-file-word": "ein Word-Dokument",
    "kind-of-file-excel": "eine Excel-Arbeitsmappe",
    "kind-of-file-powerpoint": "eine PowerPoint-Präsentation",
    "kind-of-file-odt": "ein OpenDocument-Text",
    "kind-of-file-opendocument": "eine OpenDocument-Datei",
    "kind-of-file-epub": "ein E-Book",
    "kind-of-file-other": "etwas anderes",
    "kind-of-file-other-zip": "ein anderes ZIP-Archiv",
    "kind-of-file-xlsx": "eine Excel-Arbeitsmappe (.xlsx)",
    "json-list": "eine Liste",
    "json-dict": "ein Objekt",
    "json-str": "ein Text",
    "json-int": "eine Zahl",
    "json-float": "eine Zahl",
    "json-bool": "true oder false",
    "json-NoneType": "null",
}
