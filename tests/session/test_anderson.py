import numpy as np

from gigahall.session.anderson import Mixing


def test_linear_contraction_ends_after_n_plus_one_calls():
    matrix = np.array([[0.9, 0.05, 0.0], [0.1, 0.8, 0.1], [0.0, 0.2, 0.7]])
    shift = np.array([1.0, 2.0, 3.0])
    exact = np.linalg.solve(np.eye(3) - matrix, shift)
    x, mixing = np.zeros(3), Mixing(longest=1e9)
    for _ in range(5):
        x = mixing.next(x, matrix @ x + shift)
    assert np.allclose(x, exact, rtol=1e-8)


def test_slow_scalar_iteration_is_solved_by_the_secant():
    x, mixing = np.array([20.0]), Mixing()
    for _ in range(8):
        x = mixing.next(x, 30.0 + 0.95 * (x - 30.0) + 1e-4 * (x - 30.0) ** 2)
    assert abs(x[0] - 30.0) < 1e-6


def test_a_step_is_never_longer_than_allowed():
    mixing = Mixing(longest=2.0)
    x = np.array([0.0])
    x = mixing.next(x, np.array([1.0]))
    after = mixing.next(x, x + 0.999)
    assert abs(after[0] - x[0]) <= 2.0 + 1e-12
