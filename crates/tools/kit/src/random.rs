//! A seeded random generator. A seed gives the same numbers on every machine and in every version of this program.

/// The SplitMix64 generator. It is implemented here so that an update of a dependency cannot change the meaning of a seed.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// Returns a separate generator for each list of keys, so that an additional draw in one place changes no draw elsewhere.
    pub fn keyed(seed: u64, keys: &[u64]) -> Random {
        let mut mixed = Random(seed);
        for key in keys {
            mixed = Random(mixed.next_u64() ^ key.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
        mixed
    }

    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `bound`, which must not be 0. The bias of the remainder does not matter here.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("a length fits 64 bits");
        usize::try_from(self.next_u64() % bound).expect("it is below a length")
    }

    /// Returns a random element, or `None` if there are none.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { Some(&all[self.below(all.len())]) }
    }

    pub fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    /// Returns `count` random elements in their original order, or all elements if there are fewer.
    pub fn sample<T>(&mut self, mut all: Vec<T>, count: usize) -> Vec<T> {
        while all.len() > count {
            all.remove(self.below(all.len()));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_first_draws_of_a_seed() {
        let mut random = Random::new(1);
        assert_eq!([random.next_u64(), random.next_u64()], [0x910a_2dec_8902_5cc1, 0xbeeb_8da1_658e_ec67]);
    }

    #[test]
    fn keys_give_generators_that_differ() {
        assert_ne!(Random::keyed(1, &[1]).next_u64(), Random::keyed(1, &[2]).next_u64());
        assert_ne!(Random::keyed(1, &[1, 2]).next_u64(), Random::keyed(1, &[2, 1]).next_u64());
    }

    #[test]
    fn keeps_order_and_repetitions_in_a_sample() {
        let draw = || Random::new(7).sample((0..1000).collect(), 5);
        assert_eq!(draw(), draw());
        assert!(draw().is_sorted());
        assert_eq!(draw().len(), 5);
        assert_eq!(Random::new(7).sample(vec![1, 2], 5), [1, 2]);
    }
}
