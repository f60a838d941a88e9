//! Names and comments that try to change the page.

use super::support::{SiteFiles, attributes, compiled, site};
use protoward_compiler::{Compiler, MemoryTree};
use protoward_schema::descriptor::decode;
use protoward_site::SiteSettings;
use protoward_source::Sources;

#[test]
fn comments_cannot_add_elements_or_scripts() {
    let comment = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![image](https://example.com/x.png) ![bad](javascript:alert(1))",
        "[link](javascript:alert(1)) <javascript:alert(2)> [ref][r] [data](data:text/html,x)",
        "\"><script>alert(2)</script>",
        "`</code><script>alert(3)</script>`",
        "    </code></pre><script>alert(4)</script>",
        "[r]: javascript:alert(5) \"\\\"><script>\"",
        "<!-- </main> --> <![CDATA[ x ]]> <?x?>",
    ];
    let comment: String = comment.iter().map(|line| format!("// {line}\n//\n")).collect();
    let text = format!(
        "syntax = \"proto3\";\n{comment}package p;\n{comment}message M {{\n{comment}string f = 1; {comment}oneof o {{ {comment}int32 a = 2; }} }}\n{comment}enum E {{\n{comment}Z = 0; }}\n{comment}service S {{\n{comment}rpc C(M) returns (M); }}\n"
    );
    let schema = compiled(&[("p.proto", &text)]);
    check(&site(&schema, SiteSettings { title: "<script>\"'&", ..SiteSettings::default() }, 1));
}

#[test]
fn names_of_images_cannot_add_elements_or_leave_the_folder() {
    let names = [(LONG, "\"><script>alert(1)</script>"), (SHORT, "../../../../bb")];
    let text = format!(
        "syntax = \"proto3\"; package p; message {LONG} {{ {SHORT} b = 1; E e = 2; F f = 3; message {SHORT} {{ string x = 1; }} }}
        message {SHORT} {{ {LONG} b = 1; }} service S {{ rpc {LONG}({SHORT}) returns ({SHORT}); }}
        enum E {{ ZERO = 0; }} message F {{}}"
    );
    let tree = MemoryTree::new([("p.proto", text)]);
    let mut set = Compiler::new().resolver(tree).encode(["p.proto"]).unwrap();
    for (from, to) in names {
        assert_eq!(from.len(), to.len(), "lengths in the descriptor stay");
        set = replaced(&set, from.as_bytes(), to.as_bytes());
    }
    let mut sources = Sources::default();
    let image = sources.add("image", "image", None);
    let schema = decode(&set, image, &mut sources).unwrap();
    let files = site(&schema, SiteSettings::default(), 1);
    let pages = ["S", "--------bb", "---script-alert-1---script-"];
    for name in pages {
        assert!(files.contains_key(&format!("p/{name}.html")), "{name}: {:?}", files.keys());
    }
    let picture = files["p/---script-alert-1---script-.html"].split_once("<svg").unwrap().1;
    assert!(picture.contains("&lt;script&gt;alert(1)&lt;/script&gt;</text>"), "{picture}");
    check(&files);
}

/// Names that tests replace in descriptors.
const LONG: &str = "Aaaaaaaaaaaaaaaaaaaaaaaaaaa";
const SHORT: &str = "Bbbbbbbbbbbbbb";

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut at = 0;
    while at + from.len() <= bytes.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
        at += 1;
    }
    bytes
}

/// Checks that the pages have no elements, handlers or URLs except those that the site writes.
fn check(files: &SiteFiles) {
    let mut checked = 0;
    for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert_eq!(html.matches("<script").count(), 2, "{path}: {html}");
        assert_eq!(html.matches("<main").count(), 1, "{path}");
        for element in ["<img", "<iframe", "<?", "<![", "<object", "<b>"] {
            assert!(!html.contains(element), "{path} has {element}: {html}");
        }
        let tags = html.split('<').skip(1).map(|tag| tag.split('>').next().unwrap());
        for tag in tags {
            assert!(!tag.contains(" on"), "{path} has a handler in {tag}");
        }
        for url in attributes(html, "href").into_iter().chain(attributes(html, "src")) {
            let is_relative = !url.contains(':');
            assert!(is_relative || url.starts_with("https://") || url.starts_with("mailto:"), "{path} links to {url}");
        }
        checked += 1;
    }
    assert!(checked > 3, "there are pages");
}
