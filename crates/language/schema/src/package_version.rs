//! Versions in package names: `acme.user.v1beta1`.

/// The stability that a package name component indicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// `v1`
    Stable,
    /// `v1beta1`, `v2alpha`, `v1p1alpha3`, `v1test`
    Unstable,
}

impl Stability {
    /// Returns the stability of a package name component; `None` without a version. Follows buf: versions start at one.
    ///
    /// ```
    /// use protoward_schema::Stability;
    /// assert_eq!(Stability::of("v1"), Some(Stability::Stable));
    /// assert_eq!(Stability::of("v1beta1"), Some(Stability::Unstable));
    /// assert_eq!(Stability::of("v0"), None);
    /// ```
    pub fn of(part: &str) -> Option<Self> {
        let rest = after_number(part.strip_prefix('v')?)?;
        if rest.is_empty() {
            return Some(Self::Stable);
        }
        if rest.starts_with("test") {
            return Some(Self::Unstable);
        }
        let rest = match rest.strip_prefix('p') {
            Some(patch) => after_number(patch)?,
            None => rest,
        };
        let counted = rest.strip_prefix("alpha").or_else(|| rest.strip_prefix("beta"))?;
        (counted.is_empty() || after_number(counted) == Some("")).then_some(Self::Unstable)
    }
}

/// Returns the rest of a text after a leading number from one on that fits 32 bits.
fn after_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number: i32 = text[..text.len() - rest.len()].parse().ok()?;
    (number > 0).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::Stability;

    #[test]
    fn recognizes_versions_as_buf() {
        for version in ["v1", "v01", "v10", "v2147483647"] {
            assert_eq!(Stability::of(version), Some(Stability::Stable), "{version}");
        }
        for version in [
            "v1alpha",
            "v1beta",
            "v01alpha1",
            "v1alpha01",
            "v1p1alpha",
            "v1p1beta1",
            "v1p2alpha",
            "v1test",
            "v1test1",
            "v1test_x",
            "v10testing",
            "v10beta22",
        ] {
            assert_eq!(Stability::of(version), Some(Stability::Unstable), "{version}");
        }
        for part in [
            "",
            "v",
            "v0",
            "v0beta1",
            "v0test",
            "v1alpha0",
            "v1p0beta1",
            "v1ptest",
            "v1p1test",
            "v1alphax",
            "v1beta1p1",
            "v1beta1foo",
            "vbeta1",
            "vtest",
            "V1beta1",
            "v1Beta1",
            "v1main",
            "v1p1",
            "w1",
            "v2147483648",
            "v-1",
            "v1p2147483648beta1",
            "v99999999999beta1",
            "v1beta99999999999",
            "v99999999999test",
        ] {
            assert_eq!(Stability::of(part), None, "{part}");
        }
    }
}
