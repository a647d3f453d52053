"""How many threads the matrix library may start."""

import os


def one_is_enough() -> None:
    """Keep matrix products on one thread, unless somebody asked for more; to be called before numpy is loaded.

    The matrices of one group are small: on a busy machine, waiting for a second thread cost thirty times the work.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
