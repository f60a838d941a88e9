use std::time::Duration;

/// How long a plugin may take, and how much it may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For so long it may neither read, nor write, nor compute; `None` for ever. Only where the system tells how much
    /// it computes.
    pub idle: Option<Duration>,
    /// So long it may take; `None` for ever.
    pub total: Option<Duration>,
    /// So many bytes it may answer.
    pub output: usize,
    /// So many bytes it may write to standard error.
    pub words: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            idle: Some(Duration::from_secs(60)),
            total: Some(Duration::from_secs(30 * 60)),
            output: 1 << 30,
            words: 64 << 20,
        }
    }
}

impl Limits {
    /// A plugin may take so many seconds, whatever it does; 0 for as long as it likes.
    #[must_use]
    pub fn seconds(self, seconds: u64) -> Self {
        let total = (seconds > 0).then(|| Duration::from_secs(seconds));
        Self { idle: None, total, ..self }
    }
}
