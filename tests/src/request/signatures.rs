//! Signatures verify offline: nothing but what the API shows, SHA-256 and Ed25519 (resolution 8).

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use super::{confirmed, refused, run};
use crate::support::app::TestApp;
use crate::support::both_databases;

const SIGN_OFFS: &str =
    "query($id: ID!) { request(by: {id: $id}) { signOffs { purpose revision digest content statement
    signedMessage signature keyId publicKey valid signer { id } department { code } } } }";

/// What anybody can check of a signature.
fn verify(sign_off: &Value) -> Result<(), &'static str> {
    let text = |name: &str| sign_off[name].as_str().expect("it is shown");
    let bytes = |name: &str| BASE64URL_NOPAD.decode(text(name).as_bytes()).expect("base64url");
    if HEXLOWER.encode(digest(&SHA256, text("content").as_bytes()).as_ref()) != text("digest") {
        return Err("the digest is not that of the content");
    }
    let (message, statement) = (bytes("signedMessage"), text("statement"));
    if !message.ends_with(statement.as_bytes()) || !statement.contains(text("digest")) {
        return Err("the message is not the statement, or the statement not about the digest");
    }
    let key = UnparsedPublicKey::new(&ED25519, bytes("publicKey"));
    key.verify(&message, &bytes("signature")).map_err(|_| "the signature does not fit")
}

both_databases! {
    /// Each signature verifies, names its signer and key, and stops verifying when anything of it is altered.
    async fn whoever_reads_a_request_can_verify_its_signatures(backend) {
        let app = TestApp::start(backend).await;
        let id = confirmed(&app, &["JS"]).await;
        let data = app.member("JS0004").query(SIGN_OFFS, json!({ "id": id })).await;
        let sign_offs = data["request"]["signOffs"].as_array().expect("two");
        assert_eq!(sign_offs.len(), 2);
        for sign_off in sign_offs {
            assert_eq!(verify(sign_off), Ok(()));
            assert!(sign_off["statement"].as_str().expect("text").contains(sign_off["signer"]["id"].as_str().expect("an ID")));
            for (field, other) in [("content", "{}"), ("statement", "liaison.sign-off.v1\n{}")] {
                let mut altered = sign_off.clone();
                altered[field] = json!(other);
                assert!(verify(&altered).is_err(), "{field}");
            }
        }
        let mut exchanged = sign_offs[0].clone();
        exchanged["signature"] = sign_offs[1]["signature"].clone();
        assert_eq!(verify(&exchanged), Err("the signature does not fit"));
        app.finish().await;
    }

    /// Nobody signs twice, for others, or what they did not read.
    async fn signatures_are_refused_where_they_would_mean_nothing(backend) {
        let app = TestApp::start(backend).await;
        let id = crate::request::agreed(&app, &["JS"]).await;
        let head = app.member("MT0001");
        let errors = refused(&head, "requestSign", json!({ "id": id, "revision": 7 })).await;
        assert_eq!(errors[0]["missing"][0]["code"], "REVISION_MOVED");
        let errors = refused(&app.member("MT0003"), "requestSign", json!({ "id": id })).await;
        assert_eq!(errors[0]["__typename"], "NotPermitted", "an editor signs nothing");
        run(&head, "requestSign", json!({ "id": id, "revision": 1 })).await;
        let errors = refused(&app.member("MT0002"), "requestSign", json!({ "id": id })).await;
        assert_eq!(errors[0]["missing"][0]["code"], "ALREADY_SIGNED", "one signature a side");
        app.finish().await;
    }
}
