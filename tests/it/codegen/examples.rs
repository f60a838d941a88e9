/// Run `cargo xtask codegen` to update the code.
#[test]
fn matches_the_checked_in_code_of_the_examples() {
    let output = crate::environment::protoward()
        .args(["generate", "--check", "."])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("PATH", "")
        .output()
        .unwrap();
    let rendered = [output.stdout, output.stderr].concat();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&rendered));
}
