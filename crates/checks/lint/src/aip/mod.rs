//! Rules of the API Improvement Proposals (<https://google.aip.dev>), one file for each AIP.
//!
//! The sources are the texts of the AIPs. A rule that needs an annotation applies to files that import its declaration, so
//! that APIs without annotations of Google have no findings about them. Rules that concern only Google's own APIs are in
//! the category `AIP_GOOGLE`.
//!
//! To add a rule, add a row to the file of its AIP, its page `rule_id.md` beside it, and for a new file a line in [`ALL`].
//! A test compiles the examples of all pages.

mod aip_0121;
mod aip_0122;
mod aip_0123;
mod aip_0124;
mod aip_0126;
mod aip_0127;
mod aip_0131;
mod aip_0132;
mod aip_0133;
mod aip_0134;
mod aip_0135;
mod aip_0136;
mod aip_0140;
mod aip_0141;
mod aip_0142;
mod aip_0143;
mod aip_0144;
mod aip_0145;
mod aip_0146;
mod aip_0147;
mod aip_0148;
mod aip_0151;
mod aip_0152;
mod aip_0154;
mod aip_0155;
mod aip_0156;
mod aip_0157;
mod aip_0158;
mod aip_0159;
mod aip_0160;
mod aip_0162;
mod aip_0163;
mod aip_0164;
mod aip_0165;
mod aip_0185;
mod aip_0190;
mod aip_0191;
mod aip_0192;
mod aip_0193;
mod aip_0202;
mod aip_0203;
mod aip_0213;
mod aip_0214;
mod aip_0215;
mod aip_0216;
mod aip_0217;
mod aip_0231;
mod aip_0233;
mod aip_0234;
mod aip_0235;
mod aip_4210;
mod aip_4231;
mod aip_4232;
mod annotations;
mod methods;
pub(crate) mod report;
mod resources;
mod standard;
pub(crate) mod types;
pub(crate) mod words;

use crate::rule::LintRule;

/// The rules of each AIP.
pub(crate) const ALL: &[&[LintRule]] = &[
    aip_0121::RULES,
    aip_0122::RULES,
    aip_0123::RULES,
    aip_0124::RULES,
    aip_0126::RULES,
    aip_0127::RULES,
    aip_0131::RULES,
    aip_0132::RULES,
    aip_0133::RULES,
    aip_0134::RULES,
    aip_0135::RULES,
    aip_0136::RULES,
    aip_0140::RULES,
    aip_0141::RULES,
    aip_0142::RULES,
    aip_0143::RULES,
    aip_0144::RULES,
    aip_0145::RULES,
    aip_0146::RULES,
    aip_0147::RULES,
    aip_0148::RULES,
    aip_0151::RULES,
    aip_0152::RULES,
    aip_0154::RULES,
    aip_0155::RULES,
    aip_0156::RULES,
    aip_0157::RULES,
    aip_0158::RULES,
    aip_0159::RULES,
    aip_0160::RULES,
    aip_0162::RULES,
    aip_0163::RULES,
    aip_0164::RULES,
    aip_0165::RULES,
    aip_0185::RULES,
    aip_0190::RULES,
    aip_0191::RULES,
    aip_0192::RULES,
    aip_0193::RULES,
    aip_0202::RULES,
    aip_0203::RULES,
    aip_0213::RULES,
    aip_0214::RULES,
    aip_0215::RULES,
    aip_0216::RULES,
    aip_0217::RULES,
    aip_0231::RULES,
    aip_0233::RULES,
    aip_0234::RULES,
    aip_0235::RULES,
    aip_4210::RULES,
    aip_4231::RULES,
    aip_4232::RULES,
];
