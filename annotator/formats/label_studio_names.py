"""Names that a project in Label Studio has for our layers and attributes, and its configuration.

Owns `from_name` and `to_name`: a layer goes out under its own id, an attribute under layer and
attribute, one of a quote or an opinion itself with the label between them.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from annotator.domain.scheme import Attribute, AttributeType, Label, LayerKind, Scheme

#: Key of a task's data with the id of our document; a task's own id is a number.
DOCUMENT_ID = "document_id"
TEXT = "text"


def prefix(layer: str) -> str:
    """Return how the names of attributes of a layer's words begin."""
    return f"{layer}-"


def frame_prefix(layer: str, label: str) -> str:
    """Return how the names of attributes of a layer's quotes or opinions begin."""
    return f"{layer}-{label}-"


def object_name(scheme: Scheme) -> str:
    """Return the name of the text in the configuration: none that a layer has."""
    name = TEXT
    while scheme.layer(name) is not None:
        name += "_"
    return name


def config_of(scheme: Scheme) -> bytes:
    """Return the labelling configuration of a project in Label Studio for a scheme, as XML."""
    to = object_name(scheme)
    lines = ["<View>"]
    if scheme.roles:
        lines.append("  <Relations>")
        lines += [f"    <Relation value={quoteattr(role.uid)}/>" for role in scheme.roles]
        lines.append("  </Relations>")
    for layer in scheme.layers:
        labels = scheme.labels_of(layer.uid, retired=True)
        ends = f" name={quoteattr(layer.uid)} toName={quoteattr(to)}"
        if layer.kind is LayerKind.DOCUMENT:
            lines.append(f'  <Choices{ends} choice="multiple">')
            lines += [f"    <Choice value={quoteattr(each.uid)}/>" for each in labels]
            lines.append("  </Choices>")
        else:
            lines.append(f"  <Labels{ends}>")
            lines += [_label(each) for each in labels if not each.frame]
            lines.append("  </Labels>")
    lines.append(f"  <Text name={quoteattr(to)} value={quoteattr('$' + TEXT)}/>")
    for layer in scheme.layers:
        if layer.kind is LayerKind.DOCUMENT:
            continue
        frame = scheme.frame_label(layer.uid)
        for attribute in scheme.attributes:
            if attribute.layer != layer.uid:
                continue
            if frame is not None and (not attribute.labels or frame.uid in attribute.labels):
                lines += _control(attribute, frame_prefix(layer.uid, frame.uid), to, [])
            words = [each for each in attribute.labels if frame is None or each != frame.uid]
            if frame is None or words:
                lines += _control(attribute, prefix(layer.uid), to, words)
    lines.append("</View>")
    return "".join(f"{line}\n" for line in lines).encode()


def _label(label: Label) -> str:
    hint = f" hint={quoteattr(label.name)}" if label.name != label.uid else ""
    value, colour = quoteattr(label.uid), quoteattr(label.colour)
    return f"    <Label value={value} background={colour}{hint}/>"


def _control(attribute: Attribute, before: str, to: str, labels: list[str]) -> list[str]:
    """Return the lines of what is asked about a region with one of `labels`, empty = any."""
    ends = (
        f" name={quoteattr(before + attribute.uid)} toName={quoteattr(to)}"
        f' perRegion="true" whenTagName={quoteattr(attribute.layer)}'
    )
    if labels:
        ends += f" whenLabelValue={quoteattr(','.join(labels))}"
    match attribute.type:
        case AttributeType.CHOICE:
            values = [value for value, _ in attribute.choices]
        case AttributeType.YES_NO:
            values = ["yes", "no"]
        case AttributeType.NUMBER:
            return [f"  <Number{ends}/>"]
        case _:
            return [f"  <TextArea{ends}/>"]
    choices = [f"    <Choice value={quoteattr(value)}/>" for value in values]
    return [f'  <Choices{ends} choice="single">', *choices, "  </Choices>"]
