"""What is said of patterns, of names in articles, and of models that find names, in German."""

MESSAGES = {
    "pattern-empty": "Noch nichts zu suchen.",
    "pattern-too-long": "Das Muster ist länger als {most:,} Zeichen. In mehrere aufteilen.",
    "pattern-no-words": "Darin ist kein Wort, nur Zeichen.",
    "pattern-regex": "Kein regulärer Ausdruck: {why} (bei Zeichen {column}).",
    "pattern-json": "Kein JSON: {why} (Zeile {line}, Zeichen {column}).",
    "pattern-no-list": "Ein Tokenmuster ist eine Liste mit einem Objekt für jedes Token, etwa "
    '[{{"LOWER": "mv"}}, {{"IS_TITLE": true}}].',
    "pattern-many-items": "Ein Tokenmuster hat höchstens {most} Tokens.",
    "pattern-item": 'Token {item} ist kein Objekt wie {{}} oder {{"LOWER": "mv"}}.',
    "pattern-attribute": "Token {item} fragt nach {name}, was nicht bekannt ist. Bekannt sind: "
    "{known}.",
    "pattern-value-str": "Token {item}: {name} wird mit einem Text verglichen oder mit einem "
    'Objekt wie {{"IN": ["mv", "ms"]}} oder {{"REGEX": "^m"}}.',
    "pattern-value-bool": "Token {item}: {name} ist true oder false.",
    "pattern-value-int": "Token {item}: {name} wird mit einer ganzen Zahl verglichen oder mit "
    'einem Objekt wie {{">=": 6}}.',
    "pattern-op": "Token {item}: OP ist eines von !, ?, +, *, {{2}}, {{2,4}}, nicht „{op}“.",
    "pattern-repeats": "Token {item} darf sich höchstens {most}-mal wiederholen, und die zweite "
    "Zahl ist nicht kleiner als die erste.",
    "pattern-all-optional": "Jedes Token darf fehlen, so dass es überall passt.",
    "pattern-fits-all": "Es passt auf jedes Token. Über eines davon etwas sagen.",
    "pattern-too-slow": "Es braucht mehr als {seconds} Sekunden für einen Artikel. Meist liegt "
    "das an verschachtelten Wiederholungen wie (a+)+.",
    "pattern-too-broad": "Es passt auf zu viele Weisen zugleich. Weniger Tokens wiederholen.",
    "pattern-no-name": "Einen Namen geben.",
    "pattern-long-name": "Ein Name hat höchstens {most} Zeichen.",
    "pattern-name-taken": "Ein anderes Muster heißt schon „{name}“.",
    "pattern-no-label": "Ein Label wählen; das Schema hat kein Label „{label}“ für Namen.",
    "pattern-no-labels": "Das Schema hat keine Ebene für Namen, also gibt es nichts vorzuschlagen.",
    "pattern-after-analysis": "Es fragt nach etwas, was nur die Pipeline weiß (Wortarten, "
    "Grundformen, Beziehungen, Entitäten): Versucht wird es, wenn Artikel angesehen werden, nicht "
    "hier.",
    "pattern-no-article": "Einen Artikel öffnen, um zu sehen, was es dort findet.",
    "pattern-here": "{here:#Stelle|Stellen} im offenen Artikel",
    "pattern-here-first": "Die ersten {shown} von {here:#Stelle|Stellen} im offenen Artikel",
    "pattern-counting": "im Projekt zählen…",
    "pattern-counted": "{places:#Stelle|Stellen} in {articles:#Artikel|Artikeln} des Projekts",
    "pattern-hint-words": "Ein Name oder eine Wendung je Zeile; gefunden werden ganze Wörter.",
    "pattern-hint-tokens": "JSON wie für den Matcher von spaCy: eine Liste mit einem Objekt für "
    "jedes Token. LOWER, ORTH, SHAPE, IS_TITLE, LIKE_NUM, TAG, LEMMA und andere; IN, NOT_IN, "
    "REGEX; OP.",
    "pattern-hint-regex": "Ein regulärer Ausdruck, versucht an jeder Zeile eines Artikels "
    "außerhalb von Zonen.",
    "pattern-kind-words": "Wörter",
    "pattern-kind-tokens": "Tokens",
    "pattern-kind-regex": "Regulärer Ausdruck",
    "pattern-new-name": "Muster {number}",
    "pattern-copy-name": "{name} (Kopie)",
    "pattern-broken": "{number:#Muster ist|Muster sind} noch nicht zu gebrauchen; berichtigen, "
    "ausschalten oder löschen.",
    "pattern-leave": "Ohne die Änderungen verlassen?",
    "pattern-leave-more": "Was in diesem Fenster geändert wurde, geht verloren.",
    "patterns-kept": "{number:#Muster|Muster} behalten; der offene Artikel wird neu angesehen",
    "patterns-hint": "Was ein Muster findet, wird in jedem Artikel als Vorschlag seines Labels "
    "gezeigt. „Neu“ legt eines an, aus Namen, Tokens oder einem regulären Ausdruck.",
    "training-few-documents": "Lernen lässt sich nur aus {number:#Artikel|Artikeln} mit Namen; "
    "nötig sind mindestens {least}. Mehr labeln und neu trainieren.",
    "training-many-labels": "{number} Labels sind mehr, als ein Modell lernen kann ({most}).",
    "training-no-pipeline": "Die Pipeline {name} ließ sich nicht laden: {why}. Installieren oder "
    "eine andere wählen.",
    "training-no-names": "Die Pipeline {name} hat keine Namenserkennung, die sich weiter "
    "trainieren ließe. Eine andere wählen.",
    "training-not-written": "Das Modell ließ sich nicht schreiben: {why}. Behalten wurde nichts.",
    "model-broken": "Das Modell lässt sich nicht lesen ({why}). Neu trainieren.",
    "model-format": "Das Modell stammt von einer anderen Version des Programms (Format {format}). "
    "Neu trainieren.",
    "model-pipeline": "Das Modell wurde aus {needs} trainiert, und in Gebrauch ist {there}. Neu "
    "trainieren oder jene Pipeline wählen.",
}
