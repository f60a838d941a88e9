//! A share of a whole, compared with the required share: one row of a table.

use std::fmt;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    what: &'static str,
    part: usize,
    total: usize,
    /// The required share, in thousandths.
    target_permille: usize,
}

impl Share {
    pub(crate) fn new(what: &'static str, part: usize, total: usize, target_permille: usize) -> Share {
        Share { what, part, total, target_permille }
    }

    /// Returns `true` if the share is reached. Compares integers, so nothing is rounded up.
    pub(crate) fn is_met(&self) -> bool {
        self.part * 1000 >= self.total * self.target_permille
    }

    /// Returns the share in hundredths of a percent, rounded down.
    fn hundredths(&self) -> usize {
        (self.part * 10_000).checked_div(self.total).unwrap_or(10_000)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.hundredths();
        let target_permille = self.target_permille;
        write!(
            f,
            "{:36} {:>6} of {:>6}  {:>3}.{:02} %  (wanted {}.{} %) {}",
            self.what,
            self.part,
            self.total,
            percent / 100,
            percent % 100,
            target_permille / 10,
            target_permille % 10,
            if self.is_met() { "met" } else { "MISSED" }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn meets_a_target_exactly_or_not_at_all() {
        assert!(Share::new("x", 999, 1000, 999).is_met());
        assert!(!Share::new("x", 9_989, 10_000, 999).is_met());
        assert!(Share::new("x", 0, 0, 999).is_met());
    }

    #[test]
    fn does_not_round_a_share_up() {
        let row = Share::new("x", 19_999, 20_000, 1000).to_string();
        assert!(row.contains(" 99.99 %") && row.ends_with("MISSED"), "{row}");
    }
}
