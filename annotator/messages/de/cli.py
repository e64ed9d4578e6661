"""What only the command line says, in German."""

MESSAGES = {
    "cli-made": "{path} angelegt, mit dem Schema „{scheme}“ für {annotator}",
    "cli-imported": "{documents:#Artikel|Artikel} und {annotations:#Label|Labels} importiert, "
    "{already} schon vorhanden",
    "cli-same": "schon vorhanden: {annotations:#Label|Labels}",
    "cli-encodings": "gelesen als {encoding}: {files}",
    "cli-ignored": "übergangen: {what} ({number}-mal)",
    "cli-new-labels": "zum Schema hinzugefügt: {labels}",
    "cli-problems": "{number} nicht importiert:",
    "cli-exported": "{documents:#Artikel|Artikel} mit {annotations:#Label|Labels} nach {path} "
    "geschrieben",
    "cli-would-export": "geschrieben würden {documents:#Artikel|Artikel} mit "
    "{annotations:#Label|Labels}",
    "cli-part": "  {name:<6} {documents:#Artikel|Artikel} mit {annotations:#Label|Labels}",
    "cli-near-duplicates": "  {number:#Artikel|Artikel} (fast) Kopie eines anderen im selben Teil",
    "cli-note": "{what}: {number}",
    "cli-dataset-only-folder": "Ein Datensatz ist ein Ordner, der seine Verluste selbst aufführt. "
    "Einen Ordner angeben, ohne --losses und --dry-run, oder --split weglassen.",
    "cli-format-unusable": "annotator: das angebotene Format „{name}“ ist nicht verwendbar ({why})",
    "cli-lost": "{format} kann nicht wiedergeben: {losses}",
    "cli-sound": "{path} ist in Ordnung: {documents:#Artikel|Artikel}, {annotations:#Label|Labels}",
    "cli-unsound": "nicht in Ordnung, {number:#Fehler|Fehler}:",
    "cli-salvaged": "{rows:#Zeile|Zeilen} nach {path} kopiert",
    "cli-demo-project": "Projekt      {path}",
    "cli-demo-export": "Export       {path} ({documents:#Artikel|Artikel}, "
    "{annotations:#Label|Labels})",
    "cli-demo-picture": "Bild         {path}",
    "cli-demo-checked": "Offsets      alle {annotations:#Label|Labels} passen zu ihrem Text",
    "cli-scheme-sound": "{path} ist in Ordnung: „{name}“ mit {layers:#Ebene|Ebenen}, "
    "{labels:#Label|Labels}, {attributes:#Merkmal|Merkmalen} und {roles:#Rolle|Rollen}",
    "cli-all-articles": "alle Artikel",
    "cli-scheme-same": "das Projekt hat alles davon schon",
    "cli-scheme-taken": "{number:#Änderung|Änderungen} aus {path} übernommen:",
    "cli-scheme-would": "{number:#Änderung|Änderungen} würden aus {path} übernommen:",
    "cli-scheme-written": "„{name}“ mit {layers:#Ebene|Ebenen} und {labels:#Label|Labels} nach "
    "{path} geschrieben",
    "cli-no-zones": "nichts ist ausgeschlossen",
    "cli-merged": "{files} zusammengeführt: {added} neu, {changed} geändert, {removed} entfernt, "
    "{conflicts:#Konflikt|Konflikte}",
    "cli-would-merge": "zusammengeführt würden {files}: {added} neu, {changed} geändert, "
    "{removed} entfernt, {conflicts:#Konflikt|Konflikte}",
    "cli-merged-nothing": "{files}: nichts, was dieses Projekt nicht schon weiß",
    "cli-merge-kinds": "  {how:<8} {kinds}",
    "cli-conflict": "  Konflikt {kind} {record} in {document}: es gilt {stands}; verdrängt "
    "{overruled}",
    "cli-same-text": "  der Artikel „{theirs}“ hat denselben Text wie „{ours}“; beide bleiben, "
    "bis jemand sie vereint (Prüfen › Artikel mit gleichem Text)",
    "cli-adjudicated": "{items:#Fall|Fälle} in {documents:#Artikel|Artikeln}: {decided} nach "
    "{strategy} entschieden, {kept} zuvor von Menschen, {left} offen",
    "cli-no-agreement": "nichts zu vergleichen: kein Artikel wurde von zwei Annotatoren gelesen",
    "cli-packet": "{documents:#Artikel|Artikel} für {receiver} nach {path} geschrieben",
    "cli-interrupted": "abgebrochen; nichts Halbfertiges wurde behalten",
}
