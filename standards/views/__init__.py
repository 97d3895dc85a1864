"""Pages about standards, and about the plans and templates that a provider keeps."""

from .checks import plan_check, plan_check_remove, plan_index, plan_list
from .exports import version_take
from .guidance import (
    example,
    examples,
    guidance,
    guidance_entry,
    guidance_for,
    guidance_prompt,
    guidance_useful,
)
from .imports import import_drop, import_index, import_list, import_page, import_record
from .own_guidance import own_guidance_edit, own_guidance_index, own_guidance_list
from .own_parts import version_move, version_part, version_part_new, version_part_remove, version_restore
from .own_versions import (
    version_begin,
    version_discard,
    version_edit,
    version_facts,
    version_number,
    version_plan,
    version_publish,
    version_words,
)
from .reading import area_page, compare, ksb_page, plan_page, standard_detail, standard_list
from .templates import (
    template_edit,
    template_hide,
    template_index,
    template_list,
    template_offer,
    template_restore,
)
from .versions import plan_discard, plan_draft, plan_edit, plan_publish

__all__ = [
    "area_page",
    "compare",
    "example",
    "examples",
    "guidance",
    "guidance_entry",
    "guidance_for",
    "guidance_prompt",
    "guidance_useful",
    "import_drop",
    "import_index",
    "import_list",
    "import_page",
    "import_record",
    "ksb_page",
    "own_guidance_edit",
    "own_guidance_index",
    "own_guidance_list",
    "plan_check",
    "plan_check_remove",
    "plan_discard",
    "plan_draft",
    "plan_edit",
    "plan_index",
    "plan_list",
    "plan_page",
    "plan_publish",
    "standard_detail",
    "standard_list",
    "template_edit",
    "template_hide",
    "template_index",
    "template_list",
    "template_offer",
    "template_restore",
    "version_begin",
    "version_discard",
    "version_edit",
    "version_facts",
    "version_move",
    "version_number",
    "version_part",
    "version_part_new",
    "version_part_remove",
    "version_plan",
    "version_publish",
    "version_restore",
    "version_take",
    "version_words",
]
