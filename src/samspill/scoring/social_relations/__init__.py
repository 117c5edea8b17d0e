"""The social relations model: who is kind, who is good, and what is between the two (docs/methods/social-relations.md)."""

from samspill.scoring.social_relations.exact_file import rating_table, social_relations_json
from samspill.scoring.social_relations.fit import fit
from samspill.scoring.social_relations.model import ShrunkenTie, SocialRelations

__all__ = ["ShrunkenTie", "SocialRelations", "fit", "rating_table", "social_relations_json"]
