"""REDCap: the data dictionary of a data set by the rules of the 18 columns, and its rows as REDCap takes them in."""

from fourfold.formats.redcap.dictionary import COLUMNS, dictionary
from fourfold.formats.redcap.files import SUFFIXES, files
from fourfold.formats.redcap.rules import DictionaryProblem, dictionary_problems

__all__ = ["COLUMNS", "SUFFIXES", "DictionaryProblem", "dictionary", "dictionary_problems", "files"]
