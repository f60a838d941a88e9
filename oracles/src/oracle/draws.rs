//! The draws of a run: their number, their seed, or a single one.

use clap::Args;

use protoward_kit::error::Error;
use protoward_kit::parallel;

/// `COUNT` is the default number of draws.
#[derive(Args, Clone)]
pub(crate) struct DrawArgs<const COUNT: u64> {
    /// Number of draws [default: the full size in docs/oracles.md]
    // Not `default_value_t`: clap keeps the text of the default in a static, which all values of `COUNT` share.
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

    /// Returns the draws of another part of an oracle: `factor` times as many, with the same seed.
    pub(crate) fn times<const OTHER: u64>(&self, factor: u64) -> DrawArgs<OTHER> {
        DrawArgs { count: Some(self.count() * factor), seed: self.seed, only: self.only }
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::DrawArgs;

    #[derive(Parser)]
    struct Oracle<const COUNT: u64> {
        #[command(flatten)]
        draws: DrawArgs<COUNT>,
    }

    #[test]
    fn each_oracle_has_its_own_number_of_draws() {
        assert_eq!(Oracle::<3>::parse_from(["oracle"]).draws.count(), 3);
        assert_eq!(Oracle::<5>::parse_from(["oracle"]).draws.count(), 5);
        assert_eq!(Oracle::<5>::parse_from(["oracle", "--count", "7"]).draws.count(), 7);
    }
}
