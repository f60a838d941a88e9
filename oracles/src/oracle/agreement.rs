//! Counts of the cases in which two programs agree, and the names of those in which they differ.

use std::collections::BTreeMap;
use std::fmt;

/// The maximum number of differing cases that are printed.
const MOST_SHOWN: usize = 20;

#[derive(Debug, Default, Clone)]
pub(crate) struct Agreement {
    agreeing: Vec<String>,
    disagreeing: Vec<String>,
}

impl Agreement {
    pub(crate) fn count(&mut self, name: &str, same: bool) {
        let list = if same { &mut self.agreeing } else { &mut self.disagreeing };
        list.push(name.to_owned());
    }

    /// Counts the files that two programs wrote: one that only one of them wrote differs.
    pub(crate) fn count_files(&mut self, theirs: &BTreeMap<String, Vec<u8>>, ours: &BTreeMap<String, Vec<u8>>) {
        theirs.iter().for_each(|(name, text)| self.count(name, ours.get(name) == Some(text)));
        ours.keys().filter(|name| !theirs.contains_key(*name)).for_each(|name| self.count(name, false));
    }

    pub(crate) fn joined(all: impl IntoIterator<Item = Agreement>) -> Agreement {
        let mut joined = Agreement::default();
        all.into_iter().for_each(|agreement| joined.append(agreement));
        joined
    }

    pub(crate) fn append(&mut self, mut other: Agreement) {
        self.agreeing.append(&mut other.agreeing);
        self.disagreeing.append(&mut other.disagreeing);
    }

    pub(crate) fn agreeing(&self) -> impl Iterator<Item = &str> {
        self.agreeing.iter().map(String::as_str)
    }

    pub(crate) fn disagreeing(&self) -> impl Iterator<Item = &str> {
        self.disagreeing.iter().map(String::as_str)
    }

    /// Prints the names of the first cases in which the programs differ.
    pub(crate) fn print_disagreeing(&self) {
        self.disagreeing.iter().take(MOST_SHOWN).for_each(|name| println!("  DIFFERS {name}"));
    }

    pub(crate) fn total(&self) -> usize {
        self.agreeing.len() + self.disagreeing.len()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.disagreeing.is_empty()
    }

    /// Returns the percentage of agreeing cases, rounded down: 100 means that every case agrees.
    fn percent(&self) -> f64 {
        let hundredths = (self.agreeing.len() * 10_000).checked_div(self.total()).unwrap_or(10_000);
        f64::from(u32::try_from(hundredths).expect("at most 10,000")) / 100.0
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} agree ({:.2} %)", self.agreeing.len(), self.total(), self.percent())
    }
}

#[cfg(test)]
mod tests {
    use super::Agreement;

    fn of(same: usize, different: usize) -> Agreement {
        let mut agreement = Agreement::default();
        (0..same).for_each(|_| agreement.count("x", true));
        (0..different).for_each(|_| agreement.count("y", false));
        agreement
    }

    #[test]
    fn one_in_a_hundred_thousand_is_not_a_hundred_percent() {
        assert_eq!(of(99_999, 1).to_string(), "99999 of 100000 agree (99.99 %)");
        assert_eq!(of(3, 0).to_string(), "3 of 3 agree (100.00 %)");
        assert_eq!(of(0, 0).to_string(), "0 of 0 agree (100.00 %)");
        assert!(!of(1, 1).is_full());
    }
}
