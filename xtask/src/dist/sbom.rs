//! The software bill of materials, in the format of CycloneDX 1.5.

use serde_json::json;

use super::release::Release;
use protoward_kit::error::Error;

/// Returns the bill of materials of a release: its file name and content.
pub(super) fn of(release: &Release) -> Result<(String, Vec<u8>), Error> {
    let Release { target, version, packages, .. } = release;
    let components = packages.iter().map(|package| {
        let licenses = match package.license.as_str() {
            "" => json!([]),
            // Before SPDX expressions, manifests had `/` for `OR`.
            expression => json!([{ "expression": expression.replace('/', " OR ") }]),
        };
        let reference = format!("pkg:cargo/{}@{}", package.name, package.version);
        json!({
            "type": "library",
            "bom-ref": reference,
            "name": package.name,
            "version": package.version,
            "licenses": licenses,
            "purl": reference,
        })
    });
    let document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": format!("pkg:cargo/protoward@{version}"),
                "name": "protoward",
                "version": version,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "properties": [{ "name": "cdx:rust:target", "value": target.triple }],
            },
        },
        "components": components.collect::<Vec<_>>(),
    });
    Ok((format!("protoward-{version}-{}.cdx.json", target.triple), format!("{document:#}\n").into_bytes()))
}
