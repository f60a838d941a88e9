//! The draws of a run: their number, their seed, or a single one.

use clap::Args;

use protoward_kit::error::Error;
use protoward_kit::parallel;

/// `COUNT` is the default number of draws.
#[derive(Args, Clone)]
pub(crate) struct DrawArgs<const COUNT: u64> {
    /// Number of draws, if it is not the usual one. A default of clap would be the same for all values of `COUNT`: it is a static of a
    /// generic function.
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// Seed of the draws
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Run only this draw, print all details, and keep its files
    #[arg(long, value_name = "K")]
    pub(crate) only: Option<u64>,
}

impl<const COUNT: u64> DrawArgs<COUNT> {
    pub(crate) fn count(&self) -> u64 {
        self.count.unwrap_or(COUNT)
    }

    /// Returns the numbers of the draws, from 1.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        self.numbers_from(1)
    }

    pub(crate) fn numbers_from(&self, first: u64) -> Vec<u64> {
        self.only.map_or_else(|| (first..first + self.count()).collect(), |number| vec![number])
    }

    /// Returns `true` for a single draw.
    pub(crate) fn is_single(&self) -> bool {
        self.only.is_some()
    }
}

/// Returns the results of all items, computed in parallel, or the first error.
pub(crate) fn map<I: Sync, T: Send>(
    items: &[I],
    each: impl Fn(&I) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    parallel::map(items, each).into_iter().collect()
}
