"""What the project file has to say, in German."""

MESSAGES = {
    "project-missing": "Unter {path} liegt kein Projekt. Pfad prüfen oder mit „new“ eines anlegen.",
    "project-exists": "{path} gibt es schon. Einen anderen Namen wählen oder die Datei "
    "verschieben.",
    "project-unreadable": "{path} lässt sich nicht öffnen ({why}). Prüfen, ob der Ordner "
    "existiert und gelesen werden darf.",
    "project-not-sqlite": "{path} ist keine Projektdatei. Eine Datei mit der Endung .annotator "
    "öffnen oder diese in ein Projekt importieren.",
    "project-not-ours": "{path} ist eine SQLite-Datenbank, aber kein Projekt von Annotator. Eine "
    "andere Datei wählen.",
    "project-newer": "{path} stammt von einem neueren Annotator (Dateiversion {version}, dieses "
    "Programm kennt {known}). Bitte das Programm aktualisieren; die Datei blieb unberührt.",
    "project-older-read-only": "{path} hat die ältere Dateiversion {version} und muss einmal auf "
    "den neuen Stand gebracht werden. Dazu zuerst mit Schreibrecht öffnen.",
    "project-damaged": "{path} ist beschädigt ({why}). Geändert wurde nichts. Eine "
    "Sicherungskopie öffnen (Projekt › Sicherungskopien des Projekts) oder mit „annotator check "
    "--salvage“ retten, was noch lesbar ist.",
    "project-foreign-schema": "{path} enthält etwas, was ein Projekt nicht hat: {objects}. Es "
    "wurde nicht geöffnet, weil solche Teile im Programm ausgeführt werden können. „annotator "
    "check {path} --salvage NEW“ kopiert Artikel und Labels in ein sauberes Projekt.",
    "project-locked": "Dieses Projekt ist in einem anderen Fenster geöffnet ({user} auf {host}, "
    "seit {since}). Dort schließen oder hier nur zum Lesen öffnen.",
    "project-read-only": "Dieses Projekt lässt sich hier nicht ändern ({why}). Dazu in einen "
    "Ordner mit Schreibrecht kopieren.",
    "project-disk-full": "Für {path} ist kein Platz mehr. Verloren ging nichts; Platz schaffen "
    "und noch einmal versuchen.",
    "project-busy": "{path} wird gerade von einem anderen Programm benutzt. Gleich noch einmal "
    "versuchen.",
    "project-error": "Die Projektdatei {path} meldet einen Fehler: {why}.",
    "folder-unwritable": "In {path} lässt sich nicht schreiben ({why}). Platz schaffen oder das "
    "Schreiben erlauben.",
    "interrupted": "Der Vorgang wurde vorzeitig beendet. Geändert wurde nichts.",
    "text-not-storable": "Das Zeichen an Position {position} lässt sich nicht speichern ({why}). "
    "Zeichen entfernen und noch einmal versuchen.",
    "document-missing": "Dieser Artikel ist nicht mehr im Projekt.",
    "record-in-use": "Das lässt sich nicht entfernen, weil noch etwas darauf verweist ({why}).",
    "editing-locked": "Bitte warten, bis die laufende Aufgabe fertig ist ({task}), oder sie "
    "abbrechen.",
    "project-migrated": "Das Projekt wurde von Dateiversion {before} auf {now} gebracht; eine "
    "Kopie des alten liegt in {copy}.",
    "network-drive": "Dieses Projekt liegt auf einem Netzlaufwerk; das Speichern dauert dort "
    "etwas länger. Nur eine Person darf es gleichzeitig öffnen.",
    "lock-taken-over": "Das letzte Fenster ({user} auf {host}, seit {since}) wurde beendet, ohne "
    "das Projekt zu schließen. Alles, was gespeichert war, ist da.",
    "backup-failed": "Es konnte keine Sicherungskopie angelegt werden ({why}).",
    "check-damaged": "Die Datei selbst ist beschädigt: {why}.",
    "check-foreign-key": "Eine Zeile der Tabelle {table} verweist auf etwas, was es nicht gibt "
    "({parent}).",
    "check-relation-across": "Die Verbindung {record} reicht über zwei Artikel.",
    "check-span-copy": "Die Teile der Annotation {record} stimmen nicht mit ihr überein.",
    "check-zone-outside": "Die Zone {record} liegt nicht in ihrem Artikel.",
    "check-original": "Die Originaldatei {file}… eines Artikels ist nicht mehr die, die "
    "importiert wurde.",
    "check-text-changed": "Der Text von {document} ist nicht mehr der, der importiert wurde.",
    "check-history": "Schritt {record} des Verlaufs lässt sich nicht lesen: {why}.",
    "check-text-length": "Der Text von {document} ist nicht mehr so lang wie beim Import.",
    "check-surface": "In {document} stehen an {start}-{end} nicht mehr die Wörter, die gelabelt "
    "wurden (Annotation {record}).",
    "check-span": "In {document} hat die Annotation {record} unmögliche Teile: {why}.",
    "check-search-index": "Der Suchindex passt nicht zu den Artikeln: {why}.",
    "annotator-added": "Annotator {name} hinzufügen",
    "imported": "{documents:#Artikel|Artikel} importieren",
    "merged": "{file} zusammenführen",
    "conflicts-kept": "{number:#Fassung|Fassungen} behalten, die beim Zusammenführen galten",
    "conflicts-taken": "{number:#Fassung|Fassungen} nehmen, die beim Zusammenführen verdrängt "
    "wurden",
    "adjudicated": "{number:#Fall|Fälle} entscheiden",
    "adjudicated-by-rule": "{number:#Fall|Fälle} nach {strategy} entscheiden",
    "strategy-unknown": "Es gibt keine Regel „{name}“; bekannt sind {known}.",
    "nothing-to-merge": "Hier gibt es keine Grenzen zusammenzuführen: Die haben nur gelabelte "
    "Wörter.",
    "metric-unknown": "Es gibt kein Maß „{name}“; bekannt sind {known}.",
    "no-gold": "Es gibt noch kein Gold: zuerst etwas entscheiden, in der Prüfung oder mit "
    "„annotator adjudicate“.",
    "articles-assigned": "{name} {number:#Artikel|Artikel} zuweisen",
    "packet-sent": "{number:#Artikel|Artikel} an {name} senden",
    "packet-empty": "Für {name} gibt es keinen Artikel zu senden. Andere wählen.",
    "packet-other-project": "{path} ist ein Paket aus einem anderen Projekt und wird dort "
    "zurückgenommen. Zusammengeführt wurde nichts.",
    "overlap-wrong": "Eine Überschneidung von {overlap} % ergibt keinen Sinn; möglich sind 0 bis "
    "100.",
    "texts-differ": "„{ours}“ und „{theirs}“ haben nicht denselben Text.",
    "copy-itself": "{path} ist dieses Projekt selbst. Eine andere Kopie davon angeben.",
    "merge-texts-differ": "Der Artikel „{document}“ hat in {path} einen anderen Text als hier, "
    "und Labels passen nur zu einem; zusammengeführt wurde nichts. Einem von beiden eine andere "
    "Kennung geben: exportieren, „id“ ändern und wieder importieren.",
    "merge-unsound": "{path} enthält, was Annotator nie schreibt: {why}. Zusammengeführt wurde "
    "nichts. Um die Datei noch einmal bitten oder kopieren, was lesbar ist: annotator check "
    "{path} --salvage NEW",
    "rule-scheme": "Beide Schemas zusammen: {why}. Das Schema öffnen und eines davon ändern.",
    "rule-role-many": "Einige Annotationen haben jetzt mehrere „{role}“, was das Schema nur "
    "einmal erlaubt; in der Prüfung nachsehen.",
    "rule-same-name": "Zwei Annotatoren heißen {name}. Sind es zwei Personen, eine davon "
    "umbenennen.",
    "rule-own-parent": "Das Zitat {record} gibt über eine Kette von Zitaten sich selbst wieder: "
    "eine Verbindung davon entfernen.",
}
