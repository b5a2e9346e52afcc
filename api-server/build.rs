//! A web UI that was built anew has to be embedded anew.

fn main() {
    println!("cargo:rerun-if-changed=../web/dist");
}
