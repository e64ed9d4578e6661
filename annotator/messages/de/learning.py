"""What is said about models of one's own, their training, and evaluation, in German."""

MESSAGES = {
    # What cannot be done, and what to do
    "model-not-ours": "Das Modell {name} wurde nicht auf diesem Rechner erzeugt und wird deshalb "
    "nicht geladen. Aus den Labels dieses Projekts ein eigenes trainieren (Werkzeuge › Eigene "
    "Modelle).",
    "model-changed": "Die Dateien des Modells {name} sind nicht mehr die, die hier trainiert "
    "wurden; es wird deshalb nicht geladen. Löschen und neu trainieren (Werkzeuge › Eigene "
    "Modelle).",
    "model-unknown": "Auf diesem Rechner gibt es keine Version {version} des Modells für "
    "{kind:@kind}.",
    "model-dropped": "Dieses Modell wurde schon verworfen. Neu trainieren.",
    "model-disk-full": "In {path} ist kein Platz mehr für das Modell. Behalten wurde nichts; "
    "Platz schaffen und neu trainieren.",
    "model-unwritable": "Das Modell lässt sich nicht nach {path} schreiben: {why}. Behalten wurde "
    "nichts.",
    "models-about": "Ein Modell lernt aus den fertigen Artikeln, wie Sie labeln. Trainiert und "
    "gemessen wird auf diesem Rechner, an Artikeln, aus denen es nicht gelernt hat; das Ergebnis "
    "steht neben dem, was jetzt vorschlägt, und Sie behalten oder verwerfen es. Aus Vorschlägen, "
    "die niemand angenommen hat, lernt es nichts.",
    "models-project-id": "Das Projekt nennt sich „{id}“, was keines unserer Programme schreibt. "
    "Seine Modelle bleiben unberührt.",
    "training-kind-unknown": "Ein Modell für „{kind}“ gibt es nicht. Bekannt sind: {known}.",
    "training-no-labels": "Es gibt keine fertigen Artikel mit Labels ({kind:@kind}), aus denen "
    "sich lernen ließe. Einige labeln, die Artikel als fertig kennzeichnen und neu trainieren.",
    "training-no-opinions": "Keine gelabelte Meinung handelt von Wörtern, die analysiert wurden. "
    "Meinungen über Menschen und Einrichtungen labeln, die in den Artikeln vorkommen, und neu "
    "trainieren.",
    "training-few-opinions": "Lernen lässt sich aus {found:#Meinung|Meinungen}; nötig sind "
    "{needed}. Mehr labeln und neu trainieren.",
    "training-one-polarity": "Alle Meinungen sind {polarity:@polarity}: Aus einer einzigen "
    "Polarität lässt sich nichts unterscheiden. Auch einige andere labeln.",
    "training-no-parser": "Die Pipeline hat keinen Parser, mit dem Zitate gelernt werden. Eine "
    "mit Parser wählen (Werkzeuge) und neu trainieren.",
    "model-unreadable": "Das Modell in {path} lässt sich nicht lesen ({why}). Löschen und neu "
    "trainieren.",
    "encoder-missing": "Dafür wird der Satz-Encoder gebraucht, und der ist nicht installiert. Die "
    "Erweiterung „{extra}“ installieren oder ohne ihn neu trainieren.",
    "encoder-changed": "Der Satz-Encoder in {path} ist nicht der, den dieses Programm kennt, und "
    "wird deshalb nicht geladen. Die Erweiterung „sentiment“ neu installieren.",
    "training-one-article": "Alle Labels ({kind:@kind}) stehen in einem Artikel oder in Kopien "
    "davon: Es gibt nichts, woran sich ein Modell messen ließe. Nötig sind {articles} "
    "verschiedene Artikel mit Labels.",
    "training-one-label": "Alle Labels ({kind:@kind}) sind „{label}“: Aus einem einzigen Label "
    "lässt sich nichts unterscheiden. Auch einige der anderen Art labeln.",
    "training-too-few": "Fertig sind {there:#Artikel|Artikel} mit {there_labels:#Label|Labels} "
    "({kind:@kind}); nötig sind {articles} Artikel mit {labels} Labels. Mehr fertigstellen und "
    "neu trainieren.",
    "training-contradictory": "Die meisten Labels ({kind:@kind}) sagen zweierlei über dieselben "
    "Wörter ({number:#Stelle|Stellen}). Entscheiden, was stimmt („Prüfen“ zeigt sie), dann neu "
    "trainieren.",
    "training-failed": "Das Training schlug fehl: {why}. Behalten wurde nichts. Neu trainieren; "
    "schlägt es wieder fehl, die Labels ansehen, die zuletzt fertig wurden.",
    "training-stopped": "Der Hintergrundprozess endete mitten im Training. Behalten wurde nichts. "
    "Neu trainieren; bei knappem Speicher vorher andere Programme schließen.",
    "training-hung": "Der Hintergrundprozess meldete sich zu lange nicht und wurde beendet. "
    "Behalten wurde nichts. Neu trainieren.",
    "evaluate-nothing": "{against} hat keine fertigen Artikel mit Labels, mit denen sich "
    "vergleichen ließe. Artikel als fertig kennzeichnen oder jemand anderen wählen.",
    "evaluate-no-gold": "Es gibt noch kein Gold. Einige Fälle entscheiden („Prüfen“) oder mit "
    "einem Annotator vergleichen.",
    "evaluate-one-of": "Ein Projekt mit --against angeben oder eines von --quotes, --sentiment "
    "und --entities mit einer Datei.",
    "evaluate-nothing-in-file": "{file} hat keine Labels ({kind:@kind}), mit denen sich "
    "vergleichen ließe.",
    "evaluate-several-annotators": "{file}: „{document}“ ist von mehreren Annotatoren gelabelt "
    "({names}). Mit --annotator sagen, wessen Labels gelten.",
    "evaluate-too-few": "In {file} sind {there} {what}; verlangt sind {wanted}.",
    "evaluate-switch-unknown": "Einen Schalter „{name}“ für Zitate gibt es nicht. Bekannt sind: "
    "{known}.",
    "evaluate-switch-value": "„{value}“ ist kein Wert des Schalters {name} ({known}).",
    "evaluate-leaks": "{number:#Artikel|Artikel} der Trainingsdatei weggelassen: Sie sind (fast) "
    "gleich mit Artikeln, an denen gemessen wird",
    # What is done
    "training": "Training",
    "evaluating": "Auswertung",
    "reading-labels": "Labels lesen",
    "training-cancelled": "Das Training wurde abgebrochen; behalten wurde nichts",
    "training-news": "{number:#Artikel|Artikel} seit dem letzten Training fertig. „Werkzeuge › "
    "Aus meinen Labels trainieren“ macht daraus bessere Vorschläge.",
    "training-done": "Das neue Modell kann verglichen werden: Werkzeuge › Eigene Modelle",
    "training-runs": "Es läuft schon ein Training",
    "model-kept": "{name} bleibt und ist in Gebrauch",
    "model-was-dropped": "Das Modell wurde verworfen",
    "model-in-use": "{name} ist ab jetzt in Gebrauch",
    "model-not-in-use": "Für {kind:@kind} ist kein eigenes Modell mehr in Gebrauch",
    "model-deleted": "Version {version} des Modells für {kind:@kind} ist gelöscht",
    # The window
    "kind-quotes": "Zitate",
    "kind-opinions": "Meinungen",
    "kind-entities": "Entitäten",
    "models-there": "{articles:#fertiger Artikel|fertige Artikel} mit {labels:#Label|Labels}",
    "models-needed": "Nötig sind {articles} gelabelte Artikel mit {labels} Labels, vorhanden "
    "{there} mit {there_labels}",
    "models-since": "{number:#Artikel|Artikel} seit dem letzten Training fertig",
    "models-in-use": "in Gebrauch: Version {version}",
    "models-none": "kein eigenes Modell in Gebrauch; die Regeln des Programms schlagen vor",
    "models-shipped": "kein eigenes Modell in Gebrauch; die Pipeline schlägt vor",
    "models-tested": "Gemessen an {articles:#Artikel|Artikeln}, aus denen das Modell nicht "
    "gelernt hat ({labels:#Label|Labels}, davon {accepted} angenommen, wie sie vorgeschlagen "
    "waren). Gelernt aus {learned:#Artikel|Artikeln}.",
    "models-better": "Besser als das, was jetzt da ist.",
    "models-not-better": "Nicht besser als das, was jetzt da ist. Verwerfen ist die bessere Wahl.",
    "models-left-out": "Weggelassen: {contradictory:#zweierlei gelabelte Stelle|zweierlei "
    "gelabelte Stellen}, {left_out:#Label|Labels} ohne das, was ein Modell braucht.",
    "models-curve-cut": "Für weitere Punkte der Kurve reichte die Zeit nicht.",
    "models-delete-title": "Modell löschen",
    "models-delete": "Version {version} des Modells für {kind:@kind} löschen?",
    "models-delete-more": "Die Dateien werden von diesem Rechner gelöscht. Vorschläge des "
    "Modells, die auf eine Antwort warten, bleiben, bis der Artikel wieder angesehen wird.",
    "curve-name": "Lernkurve",
    "curve-articles": "Artikel, aus denen gelernt wurde",
    "curve-point": "{articles:#Artikel|Artikel}: {score:.1%}",
    "curve-level": "{name}: {score:.1%}",
    "evaluation-hint": "Vorschläge für {articles:#Artikel|Artikel} wurden in {seconds:.1f} "
    "Sekunden Rechenzeit neu erzeugt. Die Fehler einer Zeile stehen unten; Enter oder ein Klick "
    "zeigt einen im Artikel.",
    "evaluation-left-out": "{name}: {number:#Artikel|Artikel} weggelassen, weil daraus gelernt "
    "wurde.",
    "evaluation-accepted": "{accepted} von {labels:#Label|Labels} wurden angenommen, wie sie "
    "vorgeschlagen waren; das schmeichelt dem Vorschlagenden.",
    "evaluation-none": "Wählen, wessen Labels gelten, dann „Auswerten“ drücken.",
    # Errors and measures
    "error-missed": "übersehen",
    "error-spurious": "von niemandem gelabelt",
    "error-boundary": "andere Grenzen",
    "error-label": "anderes Label",
    "error-both": "andere Grenzen und anderes Label",
    "error-wrong-speaker": "andere sprechende Person",
    "error-polarity": "andere Polarität",
    "error-intensity": "andere Stärke",
    "error-holder": "anderer Träger",
    "measure-exact": "genau",
    "measure-partial": "teilweise",
    "measure-ranges": "Stelle, gleich welches Label",
    "measure-content_exact": "Inhalt, genau",
    "measure-content_j80": "Inhalt, 80 % der Wörter",
    "measure-cue": "Redeanzeige",
    "measure-source": "Quelle",
    "measure-frame": "ganzes Zitat",
    "measure-seg_spk": "Stelle in Anführungszeichen mit sprechender Person",
    "measure-e2e": "Inhalt (80 %) mit sprechender Person",
    "measure-macro_f1": "Polarität, Makro-F1",
    "measure-accuracy": "Polarität, Anteil richtig",
    "measure-target": "Ziel",
    "measure-polarity": "Polarität",
    "measure-intensity": "Stärke",
    "measure-holder": "Träger",
    # The command line
    "cli-trained": "{name}: gelernt aus {learned:#Artikel|Artikeln}, gemessen an "
    "{tested:#Artikel|Artikeln}",
    "cli-model-kept": "als Version {version} behalten und in Gebrauch",
    "cli-model-dropped": "nicht behalten: nicht besser als das, was jetzt da ist ({now:.1%} gegen "
    "{new:.1%}); --keep behält es trotzdem",
    "cli-no-models": "keine Modelle dieses Projekts auf diesem Rechner",
    "cli-models-kind": "Versionen zählen je Art: mit --kind sagen, welche.",
    "cli-learned": "gelernt aus {articles:#Artikel|Artikeln} mit {labels:#Label|Labels} in "
    "{seconds:.1f} Sekunden Rechenzeit",
    "cli-evaluated": "{articles:#Artikel|Artikel} gegen {against}, {words} Wörter, {seconds:.1f} "
    "Sekunden Rechenzeit",
}
