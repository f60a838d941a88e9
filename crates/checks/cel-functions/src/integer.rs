//! Arithmetic of integers. As in CEL, an overflow has no result.

/// An integer type of CEL.
pub trait Integer: Copy + Default + PartialEq {
    /// Returns the sum, if it is in the range of the type.
    fn sum(self, other: Self) -> Option<Self>;
    /// Returns the difference, if it is in the range of the type.
    fn difference(self, other: Self) -> Option<Self>;
    /// Returns the product, if it is in the range of the type.
    fn product(self, other: Self) -> Option<Self>;
    /// Returns the quotient, rounded towards zero; `None` for an overflow and for a division by zero.
    fn quotient(self, other: Self) -> Option<Self>;
    /// Returns the remainder; `None` if there is no quotient.
    fn remainder(self, other: Self) -> Option<Self>;
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl Integer for $ty {
            fn sum(self, other: Self) -> Option<Self> {
                self.checked_add(other)
            }

            fn difference(self, other: Self) -> Option<Self> {
                self.checked_sub(other)
            }

            fn product(self, other: Self) -> Option<Self> {
                self.checked_mul(other)
            }

            fn quotient(self, other: Self) -> Option<Self> {
                self.checked_div(other)
            }

            fn remainder(self, other: Self) -> Option<Self> {
                self.checked_rem(other)
            }
        }
    )*};
}

integers!(i64, u64);
