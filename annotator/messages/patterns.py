"""What is said of patterns, of names in articles, and of models that find names."""

MESSAGES = {
    "pattern-empty": "Nothing to look for yet.",
    "pattern-too-long": "The pattern is longer than {most:,} characters. Cut it into several.",
    "pattern-no-words": "There is no word in it, only signs.",
    "pattern-regex": "No regular expression: {why} (at character {column}).",
    "pattern-json": "No JSON: {why} (line {line}, character {column}).",
    "pattern-no-list": "A token pattern is a list with an object for each token, such as "
    '[{{"LOWER": "mv"}}, {{"IS_TITLE": true}}].',
    "pattern-many-items": "A token pattern has no more than {most} tokens.",
    "pattern-item": 'Token {item} is no object, such as {{}} or {{"LOWER": "mv"}}.',
    "pattern-attribute": "Token {item} asks for {name}, which is not known. Known are: {known}.",
    "pattern-value-str": "Token {item}: {name} is compared with a text, or with an object such as "
    '{{"IN": ["mv", "ms"]}} or {{"REGEX": "^m"}}.',
    "pattern-value-bool": "Token {item}: {name} is true or false.",
    "pattern-value-int": "Token {item}: {name} is compared with a whole number, or with an object "
    'such as {{">=": 6}}.',
    "pattern-op": "Token {item}: OP is one of !, ?, +, *, {{2}}, {{2,4}}, not “{op}”.",
    "pattern-repeats": "Token {item} may repeat {most} times at most, and the second number is not "
    "below the first.",
    "pattern-all-optional": "Every token of it may be left out, so that it fits everywhere.",
    "pattern-fits-all": "It fits every token. Say something about one of them.",
    "pattern-too-slow": "It takes more than {seconds} seconds for one article. Nested repeats such "
    "as (a+)+ are the usual reason.",
    "pattern-too-broad": "It fits in too many ways at once. Repeat fewer tokens.",
    "pattern-no-name": "Give it a name.",
    "pattern-long-name": "A name has no more than {most} characters.",
    "pattern-name-taken": "Another pattern is called “{name}” already.",
    "pattern-no-label": "Choose a label; the scheme has no label “{label}” for names.",
    "pattern-no-labels": "The scheme has no layer for names, so there is nothing to propose.",
    "pattern-after-analysis": "It asks for what only the pipeline knows (tags, lemmas, relations, "
    "entities): it is tried when articles are looked at, not here.",
    "pattern-no-article": "Open an article to see what it finds there.",
    "pattern-here": "{here:#place} in the open article",
    "pattern-here-first": "The first {shown} of {here:#place} in the open article",
    "pattern-counting": "counting in the project…",
    "pattern-counted": "{places:#place} in {articles:#article} of the project",
    "pattern-hint-words": "One name or phrase a line; found as whole words.",
    "pattern-hint-tokens": "JSON as for spaCy's Matcher: a list with an object for each token. "
    "LOWER, ORTH, SHAPE, IS_TITLE, LIKE_NUM, TAG, LEMMA and others; IN, NOT_IN, REGEX; OP.",
    "pattern-hint-regex": "A regular expression, tried on each line of an article outside zones.",
    "pattern-kind-words": "Words",
    "pattern-kind-tokens": "Tokens",
    "pattern-kind-regex": "Regular expression",
    "pattern-new-name": "Pattern {number}",
    "pattern-copy-name": "{name} (copy)",
    "pattern-broken": "{number:#pattern} cannot be used yet; mend, switch off or delete it.",
    "pattern-leave": "Leave without keeping the changes?",
    "pattern-leave-more": "What was changed in this window is lost.",
    "patterns-kept": "{number:#pattern} kept; the open article is looked at anew",
    "patterns-hint": "What a pattern finds is proposed in every article, as a suggestion of its "
    "label. “New” makes one, from names, tokens or a regular expression.",
    "training-few-documents": "Only {number:#article} with names can be learned from; at least "
    "{least} are needed. Label more, and train again.",
    "training-many-labels": "{number} labels are more than a model can learn ({most}).",
    "training-no-pipeline": "The pipeline {name} could not be loaded: {why}. Install it, or choose "
    "another.",
    "training-no-names": "The pipeline {name} has no name finder that could be trained further. "
    "Choose another.",
    "training-not-written": "The model could not be written: {why}. Nothing was kept.",
    "model-broken": "The model cannot be read ({why}). Train again.",
    "model-format": "The model is of another version of the program (format {format}). Train "
    "again.",
    "model-pipeline": "The model was trained from {needs}, and {there} is in use. Train again, or "
    "choose that pipeline.",
}
