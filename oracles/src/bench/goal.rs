//! Target values with the measured values.

use std::fmt;

use protoward_kit::Outcome;

#[derive(Debug, Clone)]
pub(super) struct Goal {
    what: String,
    measured: f64,
    bound: Bound,
}

#[derive(Debug, Clone, Copy)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    pub(super) fn at_least(what: impl Into<String>, measured: f64, bound: f64) -> Goal {
        Goal { what: what.into(), measured, bound: Bound::AtLeast(bound) }
    }

    pub(super) fn at_most(what: impl Into<String>, measured: f64, bound: f64) -> Goal {
        Goal { what: what.into(), measured, bound: Bound::AtMost(bound) }
    }

    pub(super) fn is_met(&self) -> bool {
        match self.bound {
            Bound::AtLeast(least) => self.measured >= least,
            Bound::AtMost(most) => self.measured <= most,
        }
    }
}

/// Prints goals, and returns whether all of them are met. Without goals, nothing was measured.
pub(super) fn outcome(goals: &[Goal]) -> Outcome {
    println!();
    goals.iter().for_each(|goal| println!("  {goal}"));
    if !goals.is_empty() && goals.iter().all(Goal::is_met) { Outcome::Passed } else { Outcome::Findings }
}

/// Converts a count to a number for goals.
pub(super) fn count(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, bound) = match self.bound {
            Bound::AtLeast(least) => ("≥", least),
            Bound::AtMost(most) => ("≤", most),
        };
        let verdict = if self.is_met() { "met" } else { "MISSED" };
        write!(f, "{:58} {:>7.2}  (wanted {sign} {bound:.2}) {verdict}", self.what, self.measured)
    }
}

#[cfg(test)]
mod tests {
    use super::Goal;

    #[test]
    fn compares_goals_in_their_direction() {
        assert!(Goal::at_least("x", 15.0, 15.0).is_met() && !Goal::at_least("x", 14.9, 15.0).is_met());
        assert!(Goal::at_most("x", 0.5, 0.5).is_met() && !Goal::at_most("x", f64::INFINITY, 0.5).is_met());
        assert!(!Goal::at_most("x", f64::NAN, 0.5).is_met());
    }
}
