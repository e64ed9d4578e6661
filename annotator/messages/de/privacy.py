"""Encrypted projects and redacted exports."""

MESSAGES: dict[str, str] = {
    # Errors
    "project-password-needed": "{path} ist mit einem Passwort geschützt. Im Fenster öffnen oder "
    "das Passwort mit --password-file DATEI oder ANNOTATOR_PASSWORD_FILE angeben.",
    "password-wrong": "Dieses Passwort öffnet {path} nicht. Die Datei wurde nicht verändert. Falls "
    "sie nie ein Passwort hatte, ist sie kein Projekt oder beschädigt.",
    "password-short": "Ein Passwort braucht mindestens {least} Zeichen. Mehrere Wörter sind leicht "
    "zu merken und schwer zu erraten.",
    "password-differs": "Die beiden Passwörter sind nicht gleich. Bitte noch einmal eingeben.",
    "password-file": "Aus {path} war kein Passwort zu lesen ({why}). Es gehört in die erste Zeile.",
    "password-not-given": "Ein neues Passwort fehlt, und niemand ist da, der es eintippt: mit "
    "--new-password-file DATEI oder ANNOTATOR_NEW_PASSWORD_FILE angeben.",
    "project-not-encrypted": "{path} hat kein Passwort und lässt sich so öffnen.",
    "encryption-missing": "Dieser Computer kann Projekte noch nicht verschlüsseln ({why}). Den "
    'Zusatz „encryption“ von Annotator installieren (pip install "annotator[encryption]") und '
    "das Programm neu starten. Es wurde nichts geschrieben.",
    "encrypted-into-plain": "{path} ist mit einem Passwort geschützt, dieses Projekt nicht; der "
    "Inhalt läge hier offen. Zuerst dieses Projekt mit einem Passwort schützen (Projekt › "
    "Passwort…), dann zusammenführen. Es wurde nichts zusammengeführt.",
    "rekey-differs": "Die neue Datei gleicht {path} nicht ({why}) und wurde verworfen. Es wurde "
    "nichts geändert. Das Projekt mit „annotator check“ prüfen.",
    # Actions and tasks
    "action-password": "Passwort…",
    "unlocking": "Passwort wird geprüft",
    "protecting": "Projekt wird neu geschrieben",
    # Asking for a password
    "password-ask-title": "Passwort",
    "password-ask-do": "Öffnen",
    "password-ask": "„{name}“ ist mit einem Passwort geschützt.",
    "password-ask-name": "Passwort",
    "password-show": "Eingabe anzeigen",
    # Setting, changing, taking away
    "password-set-title": "Projekt mit einem Passwort schützen",
    "password-set-do": "Projekt verschlüsseln",
    "password-set": "Ohne das Passwort kann niemand „{name}“ und die Kopien lesen, die von nun an "
    "davon angelegt werden. Ein verlorenes Passwort lässt sich nicht wiederherstellen.",
    "password-change-title": "Passwort des Projekts",
    "password-change-do": "Passwort ändern",
    "password-remove-do": "Passwort entfernen",
    "password-change": "„{name}“ ist mit einem Passwort geschützt.",
    "password-change-to": "ein anderes Passwort",
    "password-change-none": "keines: offen für alle mit der Datei",
    "password-wanted": "Von nun an",
    "password-current": "Bisheriges Passwort",
    "password-trying": "Einen Moment…",
    "password-problem": "Was nicht stimmt",
    "password-needs-extra": "braucht den Zusatz „encryption“",
    "password-new": "Neues Passwort",
    "password-again": "Neues Passwort wiederholen",
    "password-hint": "Mindestens {least} Zeichen; mehrere Wörter sind gut.",
    "password-copies": "{copies:#bisherige Kopie|bisherige Kopien} ohne Passwort löschen",
    "password-not-there": "Was exportiert, verschickt oder anderswo gesichert wurde, bleibt, wie "
    "es ist.",
    "password-new-project": "Passwort",
    "password-new-project-again": "Passwort wiederholen",
    "password-new-project-none": "leer: keines, für alle lesbar",
    "password-is-set": "Das Projekt ist jetzt mit einem Passwort geschützt.",
    "password-is-set-copies": "Das Projekt ist jetzt mit einem Passwort geschützt; {copies:#Kopie|"
    "Kopien} ohne Passwort gelöscht.",
    "password-is-set-left": "Das Projekt hat jetzt sein neues Passwort. {copies:#ältere Kopie "
    "öffnet|ältere Kopien öffnen} sich noch wie bisher.",
    "password-is-gone": "Das Projekt hat kein Passwort mehr.",
    "password-read-only": "Dieses Fenster darf das Projekt nicht ändern ({why}).",
    # Command line
    "cli-password-ask": "Passwort von {path}: ",
    "cli-password-new": "Neues Passwort: ",
    "cli-password-again": "Neues Passwort wiederholen: ",
    "cli-encrypted": "{path} ist jetzt mit einem Passwort geschützt. {deleted:#Kopie|Kopien} ohne "
    "Passwort gelöscht, {left:#ältere Kopie|ältere Kopien} unverändert.",
    "cli-decrypted": "{path} hat kein Passwort mehr. {left:#ältere Kopie|ältere Kopien} "
    "unverändert.",
    # Redacted exports
    "redact-no-label": "Dieses Schema hat kein Label für Personen. Angeben, welche Labels Personen "
    "meinen: --redact LABEL, oder sie ankreuzen.",
    "redact-label-unknown": "Es gibt kein Label „{label}“; bekannt sind {known}.",
    "redact-read-only": "Pseudonyme entstehen mit einem Geheimnis, das im Projekt liegt, und dieses "
    "hat noch keines. Das Projekt einmal zum Schreiben öffnen oder eines mit --redact-secret DATEI "
    "angeben.",
    "redact-secret-file": "Aus {path} war kein Geheimnis zu lesen ({why}). Es braucht mindestens 16 "
    "Bytes, die niemand erraten kann.",
    "redact-key-path": "{path} ginge mit dem Export mit und sagt, wer wer ist. Einen anderen Ort "
    "dafür wählen.",
    "cli-redact-needed": "{option} betrifft Personen unter anderem Namen und braucht --redact.",
    "redact-told": "{names:#Name|Namen} durch die Pseudonyme von {people:#Person|Personen} ersetzt; "
    "{widened:#Annotation|Annotationen} auf ganze Pseudonyme erweitert.",
    "redact-looking": "Wer wie heißt, wird nachgesehen",
    "redact-tab": "Personen",
    "redact-box": "Personen andere Namen geben, in jedem Export dieselben",
    "redact-about": "In Text, Titeln und Metadaten heißen Personen „Person K7Q3TM“ und ähnlich; "
    "Adressen, Originaldateien und Vorschläge bleiben zurück. Ohne dieses Projekt oder die "
    "Schlüsseldatei kann niemand die Namen herausfinden.",
    "redact-labels": "Labels für Personen",
    "redact-everywhere": "auch wo ihre Namen nicht annotiert sind",
    "redact-short": "auch Teile ihrer Namen: „Ilves“ für Dana Ilves",
    "redact-annotators": "auch Annotatoren",
    "redact-key": "eine Schlüsseldatei schreiben, die sagt, wer wer ist",
    "redact-look": "Einige zeigen",
    "redact-shown": "Beispiele",
    "redact-none-shown": "„Einige zeigen“ listet auf, wer wie heißen würde.",
    "redact-nobody": "Mit diesen Labels ist niemand annotiert.",
    "redact-example": "{names} → {pseudonym}",
    "redact-more": "… und {number:#weitere Person|weitere Personen}",
    "redact-choose-label": "Mindestens ein Label für Personen ankreuzen.",
    "redact-key-name": "schlüssel",
    "redact-key-title": "Schlüsseldatei speichern, getrennt vom Export",
    "redact-key-files": "Tabellen (*.csv)",
    "redact-key-written": "Die Schlüsseldatei liegt unter {path}. Sie gehört nicht in fremde Hände.",
}
