"""What the night writes down about a programme."""

from django.utils import timezone

import fourfold
from fourfold.alliance import PriorSource, priors_for
from fourfold.web.audit.actions import note
from fourfold.web.estimates.models import Estimate, ProgrammePriors
from fourfold.web.estimates.priors import plain
from fourfold.web.records.queries import study_of
from fourfold.web.storage.writing import write_transaction


def learn_priors(programme_id: int, *, by: str = "system") -> bool:
    """Whether a programme's own priors were fitted anew: from ten groups on, when its records or the library changed.

    The estimates of its groups lean on them, so those are forgotten and made again.
    """
    study = study_of(programme_id)
    told = {"fingerprint": study.fingerprint(), "version": fourfold.__version__}
    if ProgrammePriors.objects.filter(programme=programme_id, **told).exists():
        return False
    priors = priors_for(study)
    if priors.source is not PriorSource.OWN_PROGRAMME:
        return False
    with write_transaction():
        content = {**told, "made_at": timezone.now(), "n_groups": priors.n_groups, "parameters": plain(priors)}
        ProgrammePriors.objects.update_or_create(programme_id=programme_id, defaults=content)
        Estimate.objects.filter(group__programme=programme_id).delete()
        note(by, "learn priors", f"programme:{programme_id}", detail=f"{priors.n_groups} groups")
    return True
