use std::time::Duration;

/// Limits on the time, the output and the memory of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum time without input, output or CPU use; `None` for no limit. Only where the system reports the CPU time of
    /// processes.
    pub idle: Option<Duration>,
    /// Maximum run time; `None` for no limit.
    pub total: Option<Duration>,
    /// Maximum output, in bytes.
    pub output: usize,
    /// Maximum output to standard error, in bytes.
    pub words: usize,
    /// Maximum resident memory of the process and its descendants, in bytes; `None` for no limit. Only where the system
    /// reports the memory of processes.
    pub memory: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            idle: Some(Duration::from_secs(60)),
            total: Some(Duration::from_secs(30 * 60)),
            output: 1 << 30,
            words: 64 << 20,
            memory: None,
        }
    }
}

impl Limits {
    /// Sets the maximum run time in seconds, and no limit on idle time; 0 is no limit.
    #[must_use]
    pub fn seconds(self, seconds: u64) -> Self {
        let total = (seconds > 0).then(|| Duration::from_secs(seconds));
        Self { idle: None, total, ..self }
    }
}
