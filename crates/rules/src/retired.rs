//! Ids of rules that buf has given up, and that a configuration may still name.

use super::ConfigVersion;

struct Retired {
    id: &'static str,
    /// The rules that took over; none, where the option that it looked at is gone.
    successors: &'static [&'static str],
    versions: &'static [ConfigVersion],
}

const OLD: &[ConfigVersion] = &[ConfigVersion::V1Beta1, ConfigVersion::V1];
const OF_BUF: &[ConfigVersion] = &[ConfigVersion::V1Beta1, ConfigVersion::V1, ConfigVersion::V2];

const RETIRED: &[Retired] = &[
    Retired { id: "FIELD_SAME_CTYPE", successors: &["FIELD_SAME_CPP_STRING_TYPE"], versions: OLD },
    Retired {
        id: "FIELD_SAME_LABEL",
        successors: &[
            "FIELD_SAME_CARDINALITY",
            "FIELD_WIRE_COMPATIBLE_CARDINALITY",
            "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
        ],
        versions: OLD,
    },
    Retired { id: "FILE_SAME_JAVA_STRING_CHECK_UTF8", successors: &["FIELD_SAME_JAVA_UTF8_VALIDATION"], versions: OLD },
    Retired { id: "FILE_SAME_PHP_GENERIC_SERVICES", successors: &[], versions: OLD },
    Retired { id: "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT", successors: &[], versions: OF_BUF },
    Retired {
        id: "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT",
        successors: &["MESSAGE_SAME_WIRE_FORMAT"],
        versions: &[ConfigVersion::Own],
    },
];

/// The rules that took over from a retired one; `None` where no rule of that id was retired.
pub(super) fn successors(version: ConfigVersion, id: &str) -> Option<&'static [&'static str]> {
    let retired = RETIRED.iter().find(|retired| retired.id == id && retired.versions.contains(&version));
    retired.map(|retired| retired.successors)
}
