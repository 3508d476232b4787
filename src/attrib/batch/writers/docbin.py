"""spaCy's DocBin: documents with their attributions in `doc.spans["attrib_links"]`, as attrib's pipeline leaves them.

It holds words, spans and, in `doc.user_data`, "doc_id", "meta", "model" and "model_version"; read it with
`DocBin().from_disk(path).get_docs(attrib.load().vocab)`. A DocBin is in memory as a whole while it is written and read.
"""

from collections.abc import Iterator
from pathlib import Path

from attrib.batch.results import Read
from attrib.batch.writers.layout import Layout


def write_docbin(documents: Iterator[Read], path: Path, layout: Layout) -> None:
    """One file. The words are those of the model's tokenizer."""
    import spacy
    from spacy.tokens import DocBin

    from attrib.api import readable
    from attrib.doc import set_attributions
    from attrib.records import Attribution

    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "attrib.Tokenizer.v1"}}})
    docs = DocBin(attrs=["ORTH", "SPACY"], store_user_data=True)
    model = {"model": layout.model, "model_version": layout.model_version}
    for document in documents:
        doc = nlp.make_doc(readable(document.text or ""))
        set_attributions(doc, [Attribution.from_dict(record) for record in document.records])
        doc.user_data |= {"doc_id": document.doc_id, "meta": document.meta, **model}
        docs.add(doc)
    docs.to_disk(path)
