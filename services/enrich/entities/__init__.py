"""The people, places and organisations that an article is about.

tokens     a text as words with their gaps; what each word can be, kept for the next time
names      which words are names, titles, heads: word lists and the dictionary
spellings  the lexicon as a table of spellings
mentions   names in a text: of the lexicon, longest first; else by what stands beside them
article    which entity each mention is, told from the whole article
"""
