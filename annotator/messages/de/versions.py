"""Versions of the guideline and agreement with oneself, in German."""

MESSAGES: dict[str, str] = {
    # Actions
    "action-second-look": "Labels für einen zweiten Blick…",
    "action-still-right": "Zweiter Blick: stimmt noch",
    "action-second-look-next": "Zweiter Blick: nächstes Label",
    "action-second-look-previous": "Zweiter Blick: voriges Label",
    "action-self-check": "Übereinstimmung mit sich selbst…",
    # Steps
    "look-still-right": "{label}: stimmt noch",
    "versions-same-after-all": "{name} bedeutet doch dasselbe",
    # Why not
    "look-not-needed": "Dieses Label ist auf dem neuesten Stand; ein zweiter Blick ist nicht nötig.",
    "versions-only-one": "Von der Definition von {name} gibt es nur eine Version.",
    "versions-nothing-open": "Gerade läuft kein zweiter Blick. Er beginnt unter „Labels für einen"
    " zweiten Blick…“ im Menü „Prüfen“.",
    "versions-no-other": "Es gibt kein weiteres Label anzusehen.",
    # The scheme editor
    "versions-look-again": "Bisherige Labels brauchen einen zweiten Blick",
    "versions-look-again-hint": "Die Definition wird zu einer neuen Version, und was vorher gelabelt"
    " wurde, wird vermerkt. Bei einem Tippfehler das Häkchen entfernen: Die Version bleibt dieselbe.",
    # The inspector
    "versions-under": "Entstanden unter Version {number} der Richtlinie; jetzt Version {newest}.",
    "versions-changed": "Seither geändert, {who}{time}:",
    "versions-changed-who": "von {who}, ",
    "versions-day": "{when:%d.%m.%Y}",
    "versions-day-time": "{when:%d.%m.%Y, %H:%M} Uhr",
    "versions-nothing-said": "(nichts)",
    "versions-still-right": "Stimmt noch",
    "versions-still-right-hint": "Vermerkt, dass dieses Label auch unter der neuesten Version stimmt",
    # The page of versions
    "versions-title": "Labels für einen zweiten Blick",
    "versions-explained": "Diese Labels haben eine andere Definition bekommen. Was vorher gelabelt"
    " wurde, bleibt, wie es ist; hier lässt es sich noch einmal ansehen.",
    "versions-none": "Seit der ersten Version hat sich keine Definition geändert.\n\nWird im Schema"
    " (Menü „Projekt“) eine Beschreibung, eine Richtlinie oder eine Auswahl geändert, fragt ein"
    " Kästchen über „Speichern“, ob die bisherigen Labels einen zweiten Blick brauchen. Sie stehen"
    " dann hier.",
    "versions-looking": "Wird nachgesehen…",
    "versions-table": "Labels mit mehr als einer Version",
    "versions-head-label": "Label",
    "versions-head-version": "Version",
    "versions-head-mine": "Ältere, eigene",
    "versions-head-all": "Ältere, alle",
    "versions-head-changed": "Zuletzt geändert",
    "versions-change": "Was sich geändert hat",
    "versions-gone": "weg: „{text}“",
    "versions-new": "neu: „{text}“",
    "versions-by": "Version {number}, {who}{time}",
    "versions-walk": "{number:#eigenes Label|eigene Labels} an&sehen",
    "versions-walk-none": "Nichts anzusehen",
    "versions-same": "Bedeutet &doch dasselbe",
    "versions-same-hint": "Nimmt die neueste Version des gewählten Labels zurück: Was unter der"
    " Version davor entstand, braucht keinen zweiten Blick. Der Text bleibt.",
    # The line over the article
    "versions-line": "Zweiter Blick, noch {left}: {label} „{words}“, Version {number} → {newest}",
    "versions-line-end": "Zweiter Blick: {total:#Label|Labels} angesehen, fertig.",
    "versions-line-name": "Zweiter Blick",
    "versions-next": "Weiter",
    "versions-stop": "Beenden",
    "versions-stop-hint": "Beendet den zweiten Blick; was übrig ist, bleibt vermerkt",
    "versions-began": "{number:#Label|Labels} anzusehen. {key} heißt „stimmt noch“; alle anderen"
    " Tasten wirken wie immer.",
    # Words for records
    "versions-said-look": "unter der neuesten Version angesehen",
    "versions-said-version": "eine neue Version von {name}",
    "record-version": "Version einer Definition",
    "record-look": "zweiter Blick",
    "record-field-before": "Definition davor",
    "record-field-version": "Version",
    # The command line
    "cli-versions-none": "Keine Definition hat mehr als eine Version.",
    "cli-versions-scheme": "Version der Richtlinie: {number}",
    "cli-versions": "{label}: Version {number}, {older:#Label|Labels} aus einer älteren",
    "cli-versions-change": "  {number}: {time} {who}",
    # Agreement with oneself
    "self-check": "Übereinstimmung mit sich selbst",
    "self-check-title": "Übereinstimmung mit sich selbst",
    "self-check-explained": "Einige eigene, vor längerer Zeit abgeschlossene Artikel kommen ohne ihre"
    " Labels zurück. Sie werden noch einmal gelabelt, dann werden beide Lesarten verglichen. Die"
    " zweiten Labels liegen außerhalb des Projekts und zählen nirgends sonst.",
    "self-check-number": "Nötig sind mindestens ein Artikel und mindestens 0 Tage, nicht {number} und"
    " {days}.",
    "self-check-articles": "&Artikel",
    "self-check-days": "&Unberührt seit",
    "self-check-days-unit": " Tagen",
    "self-check-seed": "&Losnummer",
    "self-check-seed-hint": "Dieselbe Nummer zieht wieder dieselben Artikel",
    "self-check-looking": "Abgeschlossene Artikel werden gesucht…",
    "self-check-found": "{number:#eigener Artikel kann|eigene Artikel können} zurückkommen, seit"
    " mindestens {days:#Tag|Tagen} unberührt.",
    "self-check-few": "Nur {number:#eigener Artikel ist|eigene Artikel sind} abgeschlossen und seit"
    " mindestens {days:#Tag|Tagen} unberührt. Weniger Artikel oder weniger Tage wählen.",
    "self-check-nothing": "Kein eigener Artikel ist abgeschlossen und seit mindestens"
    " {days:#Tag|Tagen} unberührt. Abgeschlossen heißt: im Zustand fertig oder bestätigt.",
    "self-check-begin": "&Beginnen",
    "self-check-running": "Gezogen am {made}: {documents:#Artikel|Artikel}, davon {done} fertig.",
    "self-check-go-on": "&Weiter labeln",
    "self-check-compare": "&Vergleichen",
    "self-check-compare-hint": "Vergleicht die Artikel, die in der Prüfung fertig sind",
    "self-check-forget": "Prüfung ver&werfen…",
    "self-check-forget-question": "Diese Prüfung verwerfen?",
    "self-check-forget-more": "Die zweiten Labels von {done:#Artikel|Artikeln} werden endgültig"
    " gelöscht. Das Projekt und seine Labels bleiben, wie sie sind.",
    "self-check-forget-do": "Verwerfen",
    "self-check-forgotten": "Die Prüfung ist verworfen.",
    "self-check-line": "Selbstprüfung: {done} von {documents:#Artikel|Artikeln} fertig. Nichts davon"
    " zählt als Daten.",
    "self-check-line-name": "Selbstprüfung",
    "self-check-back": "Zurück zum Projekt",
    "self-check-project-gone": "Das Projekt dieser Prüfung liegt nicht mehr unter {path}. Es von dort"
    " öffnen, wo es jetzt liegt; die Prüfung wird über die Kennung des Projekts gefunden.",
    "self-check-there": "Eine Prüfung läuft schon: sie fortsetzen oder erst verwerfen.",
    "self-check-too-few": "Nur {found:#eigener Artikel ist|eigene Artikel sind} abgeschlossen und"
    " seit mindestens {days:#Tag|Tagen} unberührt; {number} lassen sich nicht ziehen. Weniger"
    " Artikel oder weniger Tage verlangen.",
    "self-check-stays": "Eine Selbstprüfung wird weder exportiert noch zusammengeführt noch"
    " verschickt: Ihre Labels dienen nur dem Vergleich mit den eigenen. Das Projekt selbst öffnen.",
    "self-check-none": "Es läuft keine Prüfung.",
    "self-check-none-done": "In der Prüfung ist noch kein Artikel fertig. Einen abschließen, dann"
    " vergleichen.",
    "self-check-broken": "Die Datei der Prüfung lässt sich nicht lesen: {why}",
    "versions-look-failed": "Ältere Labels ließen sich nicht suchen: {why}",
    "self-check-failed": "Die Prüfung kann nicht weitergehen: {why}",
    "self-check-looking-items": "Abweichungen werden gesucht…",
    "self-check-again": "{name}, noch einmal",
    "self-check-read-only": "Das Projekt ist schreibgeschützt geöffnet; eine Prüfung braucht es zum"
    " Schreiben.",
    "self-check-figures": "Übereinstimmung mit sich selbst: {name}",
    "self-check-items": "Was abweicht",
    "self-check-items-title": "Was abweicht: {what}",
    "self-check-items-hint": "Eingabe zeigt die Stelle im Projekt.",
    "self-check-items-none": "Hier weicht nichts ab: Beide Lesarten sagen dasselbe.",
    "self-check-head-article": "Artikel",
    "self-check-head-words": "Wörter",
    "self-check-head-first": "Beim ersten Mal",
    "self-check-head-second": "Noch einmal",
    "self-check-head-difference": "Abweichung",
    "self-check-not-there": "–",
    "self-check-close": "Schließen",
    "cli-self-check-begun": "Gezogen: {documents:#Artikel|Artikel}. In {path} labeln, danach diesen"
    " Befehl noch einmal ausführen.",
    "cli-self-check-figure": "{layer:<12} {metric:<42} {value:>6}  n = {n}",
}
