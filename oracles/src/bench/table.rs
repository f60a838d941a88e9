//! Lookup of measurements by name.

use super::measure::{Measured, kib};

/// Measurements that are looked up by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'m>(pub(super) &'m [Measured]);

impl Table<'_> {
    fn find(&self, name: &str) -> &Measured {
        self.0.iter().find(|it| it.name == name).expect("the names of contestants are written once")
    }

    /// Returns the time of the fastest run in seconds. Other load on the machine can only make a run slower.
    pub(super) fn time(&self, name: &str) -> f64 {
        self.find(name).min().as_secs_f64()
    }

    pub(super) fn memory(&self, name: &str) -> f64 {
        kib(self.find(name).memory)
    }
}
