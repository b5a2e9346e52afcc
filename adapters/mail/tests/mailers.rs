//! Both mailers, against a real folder and a server that speaks SMTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
use adapter_mail::{FolderMailer, Sender, SmtpMailer};
use domain::identity::{Email, Letter};
use service::mail::{Mailer, Undeliverable};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use uuid::Uuid;

fn letter() -> Letter {
    Letter {
        id: Uuid::from_u128(7),
        to: Email::stored("ada@rookery.example"),
        subject: "the rooks".to_owned(),
        text: "are back\n.\n".to_owned(),
    }
}

fn sender() -> Sender {
    "Rookery <rookery@r.example>".parse().unwrap()
}

#[tokio::test]
async fn a_letter_is_a_file_and_the_same_again_is_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::new(folder.path().join("mail"), sender());
    mailer.deliver(&letter()).await.unwrap();
    mailer.deliver(&letter()).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path().join("mail")).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let text = std::fs::read_to_string(files[0].path()).unwrap();
    assert!(text.contains("Subject: the rooks\r\n") && text.contains("are back"), "{text}");
    assert_eq!(files[0].path().extension().unwrap(), "eml");
}

/// A server that answers the letter itself with `verdict`, and gives what it was told.
async fn server(verdict: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let told = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        converse(stream, verdict).await
    });
    (url, told)
}

async fn converse(mut stream: TcpStream, verdict: &str) -> String {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    let mut told = String::new();
    write.write_all(b"220 here\r\n").await.unwrap();
    while let Some(line) = lines.next_line().await.unwrap() {
        told.push_str(&line);
        told.push('\n');
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                while let Some(line) = lines.next_line().await.unwrap().filter(|line| line != ".") {
                    told.push_str(&line);
                    told.push('\n');
                }
                write.write_all(format!("{verdict}\r\n").as_bytes()).await.unwrap();
                break;
            }
            _ => "250 fine\r\n",
        };
        write.write_all(answer.as_bytes()).await.unwrap();
    }
    told
}

#[tokio::test]
async fn a_server_is_told_from_whom_to_whom_and_what() {
    let (url, told) = server("250 taken").await;
    SmtpMailer::new(&url, sender()).unwrap().deliver(&letter()).await.unwrap();
    let told = told.await.unwrap();
    for part in
        ["MAIL FROM:<rookery@r.example>", "RCPT TO:<ada@rookery.example>", "Subject: the rooks", "\n..\n"]
    {
        assert!(told.contains(part), "{part} is not in {told}");
    }
}

#[tokio::test]
async fn a_letter_that_is_refused_is_not_tried_again_and_one_that_is_put_off_is() {
    let (url, _told) = server("550 no such rook").await;
    let refused = SmtpMailer::new(&url, sender()).unwrap().deliver(&letter()).await;
    assert!(matches!(refused, Err(Undeliverable::Refused(_))), "{refused:?}");
    let (url, _told) = server("451 later").await;
    let later = SmtpMailer::new(&url, sender()).unwrap().deliver(&letter()).await;
    assert!(matches!(later, Err(Undeliverable::Port(_))), "{later:?}");
    let nobody = SmtpMailer::new("smtp://127.0.0.1:1", sender()).unwrap().deliver(&letter()).await;
    assert!(matches!(nobody, Err(Undeliverable::Port(_))), "{nobody:?}");
}

#[test]
fn a_server_has_a_url() {
    assert!(SmtpMailer::new("https://r.example", sender()).is_err());
    assert!(SmtpMailer::new("", sender()).is_err());
}
