//! Well-known custom options are read by name if the schema declares them, and by their known numbers otherwise.

use protoward_breaking::{ComparisonSettings, catalog};
use protoward_policy::ConfigVersion;

use super::{Change, named};

/// Returns the findings of the rules about options that are API contracts.
fn found(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<String> {
    let settings =
        ComparisonSettings { rules: catalog().named(ConfigVersion::V2, "API"), ..ComparisonSettings::default() };
    let findings = Change::of_texts(old, new).check(&settings);
    findings.iter().map(|finding| format!("{} {}", finding.rule.id(), finding.diagnostic.message)).collect()
}

const SERVICE: &str = "syntax = \"proto3\"; package a; import \"http.proto\"; message M { string name = 1; } \
                       service S { rpc R(M) returns (M) { option (OPTION) = { get: \"/v1/{name=m/*}\" body: \"name\" }; } }";

/// Returns a declaration of an option like `google.api.http` with these numbers, in any package.
fn declaration(package: &str, numbers: [u32; 3]) -> String {
    let [option, get, body] = numbers;
    format!(
        "syntax = \"proto3\"; package {package}; import \"google/protobuf/descriptor.proto\"; \
         extend google.protobuf.MethodOptions {{ Rule http = {option}; }} message Rule {{ string get = {get}; string body = {body}; }}"
    )
}

#[test]
fn reads_declared_options_by_name() {
    let declared = declaration("google.api", [50_001, 21, 22]);
    let old = SERVICE.replace("OPTION", "google.api.http");
    let path = old.replace("/v1/", "/v2/");
    let body = old.replace("body: \"name\"", "body: \"*\"");
    let with = |text: &str| {
        found(&[("http.proto", &declared), ("a.proto", &old)], &[("http.proto", &declared), ("a.proto", text)])
    };
    assert_eq!(with(&old), [""; 0]);
    assert!(
        with(&path)[0]
            .starts_with("RPC_SAME_HTTP_RULE method `R` of `a.S` no longer answers all of `GET /v1/{name=m/*}`")
    );
    assert!(with(&body)[0].contains("was field `name` (1) and is all of the message"));
}

#[test]
fn reads_undeclared_options_by_known_numbers() {
    let declared = declaration("copy.of.api", [72_295_728, 2, 7]);
    let old = SERVICE.replace("OPTION", "copy.of.api.http");
    let path = old.replace("/v1/", "/v2/");
    let with = |text: &str| {
        found(&[("http.proto", &declared), ("a.proto", &old)], &[("http.proto", &declared), ("a.proto", text)])
    };
    assert_eq!(with(&old), [""; 0]);
    assert!(with(&path)[0].starts_with("RPC_SAME_HTTP_RULE "));
}

#[test]
fn ignores_another_option_with_a_known_number() {
    // The schema declares `google.api.http`, so 72295728 is another option.
    let declared = declaration("google.api", [50_001, 21, 22]);
    let other = declaration("other", [72_295_728, 2, 7]);
    let text = SERVICE.replace("http.proto", "other.proto").replace("OPTION", "other.http");
    let changed = text.replace("/v1/", "/v2/");
    let files =
        |text: &str| [("http.proto", declared.clone()), ("other.proto", other.clone()), ("a.proto", text.to_owned())];
    let old = files(&text);
    let new = files(&changed);
    let borrow =
        |files: &[(&'static str, String)]| files.iter().map(|(name, text)| (*name, text.clone())).collect::<Vec<_>>();
    let old = borrow(&old);
    let new = borrow(&new);
    let old: Vec<_> = old.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let new: Vec<_> = new.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(found(&old, &new), [""; 0]);
}

#[test]
fn reports_undeclared_constraints_only_as_changed() {
    let rules = "syntax = \"proto3\"; package copy; import \"google/protobuf/descriptor.proto\"; \
                 extend google.protobuf.FieldOptions { Rules field = 1159; } message Rules { uint32 min = 1; }";
    let text = |option: &str| {
        format!("syntax = \"proto3\"; package a; import \"rules.proto\"; message M {{ string s = 1{option}; }}")
    };
    let none = text("");
    let one = text(" [(copy.field).min = 1]");
    let two = text(" [(copy.field).min = 2]");
    let with = |old: &str, new: &str| {
        found(&[("rules.proto", rules), ("a.proto", old)], &[("rules.proto", rules), ("a.proto", new)])
    };
    assert!(
        with(&one, &two)[0].starts_with(
            "FIELD_NO_STRICTER_CONSTRAINTS the constraint `rules` of field `s` (1) of `a.M` is another one"
        )
    );
    assert_eq!(with(&none, &one).len(), 1);
    assert_eq!(with(&one, &none), [""; 0]);
    assert_eq!(with(&one, &one), [""; 0]);
}

#[test]
fn annotation_rules_are_off_by_default() {
    for version in [ConfigVersion::V1Beta1, ConfigVersion::V1, ConfigVersion::V2] {
        let usual = ["FILE", "PACKAGE", "WIRE_JSON", "WIRE"].into_iter().flat_map(|category| named(version, category));
        assert!(usual.into_iter().all(|rule| !rule.id().contains("STRICTER") && !rule.id().contains("HTTP")));
    }
    let ids: Vec<_> = named(ConfigVersion::V2, "API").iter().map(|rule| rule.id()).collect();
    assert!(ids.contains(&"FIELD_SAME_JSON_NAME") && ids.contains(&"RPC_SAME_IDEMPOTENCY_LEVEL"));
}
