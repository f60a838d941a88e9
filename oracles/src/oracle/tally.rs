//! Counts and findings of a run, in parts that are joined.

use std::fmt;

use protoward_kit::Outcome;

/// Counts by name, in the order of their first use, and findings.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: Vec<(&'static str, usize)>,
    pub(crate) findings: Vec<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, what: &'static str, count: usize) {
        match self.counts.iter_mut().find(|it| it.0 == what) {
            Some(known) => known.1 += count,
            None => self.counts.push((what, count)),
        }
    }

    pub(crate) fn with(mut self, what: &'static str, count: usize) -> Tally {
        self.add(what, count);
        self
    }

    pub(crate) fn of(&self, what: &str) -> usize {
        self.counts.iter().find(|it| it.0 == what).map_or(0, |it| it.1)
    }

    pub(crate) fn append(&mut self, other: Tally) {
        other.counts.into_iter().for_each(|(what, count)| self.add(what, count));
        self.findings.extend(other.findings);
    }

    /// Prints the findings and the counts.
    pub(crate) fn print(&self, title: &str) {
        self.findings.iter().for_each(|finding| println!("{finding}"));
        println!("{title}: {self}; {} differences", self.findings.len());
    }

    pub(crate) fn outcome(&self) -> Outcome {
        if self.findings.is_empty() { Outcome::Passed } else { Outcome::Findings }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> = self.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        f.write_str(&counts.join(", "))
    }
}
