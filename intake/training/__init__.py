"""How the models in `intake/models` are made: `make train`. Not part of the installed program.

Every input is a package or made here: word lists of pythainlp (CC0), the fonts of Thai offices from Debian and the
package index, Debian's Thai model of Tesseract (Apache-2.0) to start from. The same seed makes the same lines.
"""
