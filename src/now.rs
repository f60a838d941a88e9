use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use protoward_workspace::config::{Until, Word, compare_versions};

/// What ignores end by: the day, and the version of the schema.
#[derive(Clone, Debug)]
pub(super) struct Now {
    today: Date,
    version: Option<String>,
}

impl Now {
    /// The day is today, or what `SOURCE_DATE_EPOCH` says, as for everything that must come out the same tomorrow.
    pub(super) fn new(version: Option<&Word>) -> Self {
        let fixed: Option<i64> = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
        let time = match fixed {
            Some(seconds) => Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX),
            None => Timestamp::now(),
        };
        Self { today: TimeZone::UTC.to_datetime(time).date(), version: version.map(|word| word.text.clone()) }
    }

    /// When something has ended, if it has: `on 2026-11-01`, `with version 2.0.0`.
    pub(super) fn ended(&self, until: &Until) -> Option<String> {
        let is_over = match until {
            Until::Date(last) => self.today > *last,
            Until::Version(first) => self.version.as_ref().is_some_and(|now| compare_versions(now, first).is_ge()),
        };
        is_over.then(|| match until {
            Until::Date(date) => format!("on {date}"),
            Until::Version(version) => format!("with version {version}"),
        })
    }

    /// Whether nobody can say if something has ended.
    pub(super) fn cannot_tell(&self, until: &Until) -> bool {
        matches!(until, Until::Version(_)) && self.version.is_none()
    }
}
