"""Preferences: fonts, themes, keys."""

MESSAGES = {
    "action-theme-contrast": "Design mit hohem Kontrast",
    "pref-title": "Einstellungen",
    "pref-pages": "Seiten der Einstellungen",
    "pref-save": "Speichern",
    "pref-defaults": "Seite zurücksetzen",
    "pref-defaults-hint": "Stellt alles auf dieser Seite so ein, wie es vor jeder Änderung war.",
    "pref-not-written": "{file} konnte nicht geschrieben werden: {why}. Anderen Ordner wählen.",
    # Looks
    "pref-looks": "Aussehen",
    "pref-theme": "Design",
    "pref-theme-system": "wie das System",
    "pref-theme-light": "hell",
    "pref-theme-dark": "dunkel",
    "pref-theme-contrast": "hoher Kontrast",
    "pref-theme-file": "aus einer eigenen Datei",
    "pref-theme-open": "Designdatei öffnen…",
    "pref-theme-open-hint": "Eine Datei mit Farben; eine, die man nicht lesen könnte, wird "
    "abgelehnt.",
    "pref-theme-template": "Als Vorlage speichern…",
    "pref-theme-template-hint": "Schreibt das aktuelle Design in eine Datei, um es zu ändern und "
    "hier zu öffnen.",
    "pref-theme-files": "Designs (*.toml)",
    "pref-palette": "Farben der Labels",
    "pref-palette-safe": "sicher bei Farbenblindheit",
    "pref-palette-standard": "wie im Schema",
    "pref-palette-hint": "Farben, die jemand einem Label gegeben hat, bleiben, wie sie sind.",
    "pref-interface-font": "Schrift des Fensters",
    "pref-interface-size": "Größe im Fenster",
    "pref-font-usual": "üblich",
    "pref-size-usual": "wie das System",
    "pref-points": "{n} pt",
    "pref-percent": "{n} %",
    "pref-characters": "{n} Zeichen",
    "pref-sample-name": "Beispiel eines Artikels",
    "pref-sample": "Bürgermeisterin Ida Solberg sagte vor der Presse in Karsk, die alte Fähre "
    "werde "
    "vor Ostern wieder fahren, und lobte die Leute, die den ganzen Winter daran gearbeitet hatten.",
    "pref-sample-person": "Ida Solberg",
    "pref-sample-person-tag": "Person",
    "pref-sample-place": "Karsk",
    "pref-sample-place-tag": "Ort",
    "pref-sample-date": "Ostern",
    "pref-sample-date-tag": "Datum",
    "pref-sample-quote": "die alte Fähre werde vor Ostern wieder fahren",
    "pref-sample-opinion": "lobte",
    # Reading
    "pref-reading": "Lesen",
    "pref-reading-font": "Schrift des Artikels",
    "pref-reading-size": "Größe der Wörter",
    "pref-zoom": "Zoom",
    "pref-line-width": "Breite der Zeilen",
    "pref-line-spacing": "Zeilenabstand",
    "pref-tags": "Schildchen",
    "pref-tags-always": "an jedem Label",
    "pref-tags-first": "bei der ersten Erwähnung",
    "pref-tags-hover": "unter der Maus oder ausgewählt",
    "pref-snap": "Ziehen nimmt ganze Wörter",
    "pref-snap-hint": "Mit gedrückter Strg-Taste ist es umgekehrt: einzelne Zeichen oder ganze "
    "Wörter.",
    # Assistance
    "pref-assistance": "Vorschläge, Datenschutz",
    "pref-suggest": "Entitäten in diesem Projekt vorschlagen",
    "pref-suggest-hint": "Vorschläge entstehen auf diesem Rechner und zählen nie als Labels.",
    "pref-suggest-none": "Zuerst ein Projekt öffnen: Es merkt sich, ob vorgeschlagen wird.",
    "pref-measure-time": "meine Zeit je Artikel messen",
    "pref-forget": "Zeiten dieses Projekts vergessen",
    "pref-private": "Nichts verlässt diesen Rechner, und was hier eingestellt ist, steht in keinem "
    "Projekt.",
    # Language
    "pref-language": "Sprache",
    "pref-language-system": "wie das System",
    "pref-language-hint": "Das Fenster spricht sie ab dem nächsten Start des Programms. Artikel, "
    "Labels und Richtlinien bleiben in ihrer Sprache.",
    # Keys
    "pref-keys": "Tasten",
    "keys-search": "nach einer Aktion oder Taste suchen",
    "keys-table": "Aktionen und ihre Tasten",
    "keys-action": "Aktion",
    "keys-keys": "Tasten",
    "keys-none-found": "Nichts heißt so oder hat diese Taste. Mit einem Wort weniger suchen.",
    "keys-reading": "Lesen",
    "keys-of-action": "Tasten dieser Aktion",
    "keys-in-article": "Wirkt, solange der Artikel den Fokus hat.",
    "keys-everywhere": "Wirkt überall im Fenster.",
    "keys-record": "Taste hinzufügen…",
    "keys-press": "Taste drücken (Esc: keine)",
    "keys-remove": "Taste entfernen",
    "keys-reset": "Zurücksetzen",
    "keys-load": "Tasten importieren…",
    "keys-save": "Tasten exportieren…",
    "keys-files": "Tastenbelegungen (*.toml *.json)",
    "keys-changed": "geändert",
    "keys-there": "{key} ist schon eine Taste dieser Aktion.",
    "keys-take": "Von „{other}“ übernehmen",
    "keys-taken": "{key} gehört jetzt hierher und nicht mehr zu „{other}“.",
    "keys-loaded": "Die Tasten der Datei gelten; Abbrechen bringt die vorigen zurück.",
    "keys-unknown": "Die Tasten der Datei gelten. Dieses Programm kennt {names} nicht; deren "
    "Tasten bleiben für eines, das sie kennt.",
    "keys-saved": "Die Tasten stehen in {file}.",
    "keys-broken": "Die gespeicherten Tasten sind unbrauchbar, es gelten die des Programms: {why}",
    # What is in the way of a key
    "key-taken": "{key} gehört zu „{other}“.",
    "key-super": "{key} gehört dem System und käme hier nie an. Eine Taste ohne Super (Windows- "
    "oder Befehlstaste) wählen.",
    "key-desktop": "{key} gehört dem System und käme hier nie an. Andere Taste wählen.",
    "key-menus": "{key} öffnet die Menüs, für alle, die ohne Maus arbeiten. Andere Taste wählen.",
    "key-windows": "{key} wechselt oder schließt Fenster und käme hier nie an. Andere Taste "
    "wählen.",
    "key-mac": "{key} gehört macOS, dort mit der Befehlstaste. Andere Taste wählen.",
    "key-of-labels": "{key} bleibt den Labels der Schemata (1-9, B L P U V Y). Andere Taste "
    "wählen.",
    "key-of-layers": "{key} wählt eine Ebene. Andere Taste wählen.",
    "key-moves-focus": "{key} führt von Feld zu Feld. Andere Taste wählen.",
    "key-types": "{key} würde beim Tippen wirken, weil diese Aktion überall gilt. Strg dazu halten "
    "oder eine Taste wie F11 wählen.",
    "key-of-fields": "{key} brauchen auch Textfelder; hat eines den Fokus, bekommt es die Taste.",
    "key-altgr": "Auf manchen Tastaturen schreibt {key} ein Zeichen (AltGr), und manche Systeme "
    "nehmen die Taste.",
    "key-alt": "Manche Systeme nehmen {key} für ihre Fenster. Wenn nichts geschieht, andere Taste "
    "wählen.",
    # Key maps in files
    "key-file-syntax": "Das ist weder TOML noch JSON: {why}. Die Zeile berichtigen oder die Tasten "
    "neu exportieren und diese Datei ändern.",
    "key-file-deep": "Das ist zu tief verschachtelt für eine Tastenbelegung. Die Tasten "
    "exportieren "
    "und diese Datei ändern.",
    "key-file-version": "Die Tastenbelegung hat Version {version}; dieses Programm liest Version "
    "1. "
    "Das Programm aktualisieren oder version = 1 setzen.",
    "key-file-place": "„{name}“ hat in einer Tastenbelegung keinen Platz. Herausnehmen; es gibt "
    "„version“ und „keys“.",
    "key-file-table": "Es fehlt eine Tabelle „keys“ mit einer Liste für jede Aktion. Die Tasten "
    "exportieren und diese Datei ändern.",
    "key-file-list": '„{action}“ braucht eine Liste von Tasten, zum Beispiel ["Ctrl+J", "F5"].',
    "key-file-key": "„{key}“ ist keine Taste. Schreiben wie in Ctrl+Shift+F5, PgDown, Return oder "
    "J.",
    "key-file-twice": "{key} gehört zu „{action}“ und zu „{other}“. Einer von beiden wegnehmen.",
    "key-file-large": "Das ist zu groß für eine Tastenbelegung. Die Tasten exportieren und diese "
    "Datei ändern.",
    "key-file-gone": "Die Datei ist nicht lesbar: {why}. Eine andere wählen.",
    "key-file-encoding": "Die Datei ist nicht in UTF-8. Als UTF-8 speichern und neu importieren.",
    # Themes in files
    "theme-broken": "Das Design ist unbrauchbar, das vorige bleibt. {why}",
    "theme-file-syntax": "Das ist kein TOML: {why}. Die Zeile berichtigen oder eine Vorlage "
    "speichern und ändern.",
    "theme-file-deep": "Das ist zu tief verschachtelt für ein Design. Eine Vorlage speichern und "
    "ändern.",
    "theme-file-large": "Das ist zu groß für ein Design. Eine Vorlage speichern und ändern.",
    "theme-file-gone": "Die Designdatei ist nicht lesbar: {why}. Eine andere öffnen.",
    "theme-file-encoding": "Die Designdatei ist nicht in UTF-8. Als UTF-8 speichern und neu "
    "öffnen.",
    "theme-file-place": "„{name}“ hat dort keinen Platz. Es gibt: {known}.",
    "theme-file-base": "„{base}“ ist kein Design, mit dem man beginnen kann. Es gibt: {known}.",
    "theme-file-table": "„{name}“ ist eine Tabelle von Farben. [{name}] schreiben und die Farben "
    "darunter.",
    "theme-file-colour": '„{name}“ ist eine Farbe wie "#1f4f99", nicht {value}.',
    "theme-file-contrast": "„{text}“ wäre auf „{ground}“ nicht zu lesen ({table}): Der Kontrast "
    "ist "
    "{found}:1 und muss mindestens {wanted}:1 sein. Eine der Farben heller oder dunkler machen.",
}
