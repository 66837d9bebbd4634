from collections.abc import Iterator
from cdkg.contributions.overlay import Overlay
from cdkg.validation import Result
def refusals(overlay: Overlay) -> Iterator[Result]:
    return iter(())
