//! Rows by their names.

use super::measure::{Measured, kib};

/// What was measured, by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'m>(pub(super) &'m [Measured]);

impl Table<'_> {
    fn find(&self, name: &str) -> &Measured {
        self.0.iter().find(|it| it.name == name).expect("the names of contestants are written once")
    }

    /// The fastest run: whatever else a machine does only ever adds to it.
    pub(super) fn time(&self, name: &str) -> f64 {
        self.find(name).min().as_secs_f64()
    }

    pub(super) fn memory(&self, name: &str) -> f64 {
        kib(self.find(name).memory)
    }
}
