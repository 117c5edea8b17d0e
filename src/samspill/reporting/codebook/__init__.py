"""The code book of a release: what each file, column, number and code means, in one language."""

from samspill.reporting.codebook.contents import codebook, meaning
from samspill.reporting.codebook.model import Code, Codebook, Part, Variable
from samspill.reporting.codebook.pages import as_report, bare_report

__all__ = ["Code", "Codebook", "Part", "Variable", "as_report", "bare_report", "codebook", "meaning"]
