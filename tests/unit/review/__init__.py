"""The review, rule by rule. No fakes: text in, values out."""
