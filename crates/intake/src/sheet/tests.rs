//! Sheets of every form: read as people see them, and refused when they are made to do harm.

use std::io::Write;
use std::sync::Arc;

use ::parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;

fn rows(sheet: &Sheet) -> Vec<Vec<&str>> {
    (0..sheet.rows())
        .map(|row| sheet.cells(row).map(str::trim).collect())
        .collect()
}

fn one(bytes: &[u8]) -> Sheet {
    let mut sheets = read("x.csv", bytes, None, &Limits::default()).expect("read");
    assert_eq!(sheets.len(), 1);
    sheets.remove(0)
}

fn refused(bytes: &[u8], limits: &Limits) -> Said {
    read("x", bytes, None, limits).expect_err("refused")
}

#[test]
fn every_encoding_and_separator() {
    let text = "a;b\nGerät;1,5\n\n\"x;\n\"\"y\"\"\";z\n";
    let want = vec![
        vec!["a", "b"],
        vec!["Gerät", "1,5"],
        vec![],
        vec!["x; \"y\"", "z"],
    ];
    let utf16 = |order: fn(u16) -> [u8; 2], mark: bool| {
        let mark = mark.then_some(0xFEFF);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(order)
            .collect::<Vec<u8>>()
    };
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let forms = [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8", marked),
        ("windows-1252", latin.into_owned()),
        ("UTF-16LE", utf16(u16::to_le_bytes, true)),
        ("UTF-16BE", utf16(u16::to_be_bytes, true)),
        ("UTF-16LE", utf16(u16::to_le_bytes, false)),
        ("UTF-16BE", utf16(u16::to_be_bytes, false)),
    ];
    for (name, bytes) in forms {
        let sheet = one(&bytes);
        assert_eq!(
            (sheet.encoding.as_str(), sheet.separator.as_str()),
            (name, "semicolons")
        );
        assert_eq!(rows(&sheet), want, "{name}");
    }
    for (mark, words) in [(",", "commas"), ("\t", "tabs"), ("|", "bars")] {
        let sheet =
            one(format!("a{mark}b{mark}c\n1{mark}2{mark}3\r\n4{mark}5{mark}6\r\n").as_bytes());
        assert_eq!(sheet.separator, words);
        assert_eq!(rows(&sheet)[2], ["4", "5", "6"]);
    }
    let said = one(b"sep=;\na;b,c\n");
    assert_eq!(rows(&said)[1], ["a", "b,c"]);
}

#[test]
fn lines_are_rows_as_people_count_them() {
    let sheet = one(b"a,b\r\n\r\n1,\"two\r\nlines\"\r\n3,4\r\n");
    let line = sheet.text().lines().nth(3).expect("row 4");
    assert_eq!(line, "3 | 4");
    let (start, end) = sheet.place(3, 1);
    assert_eq!(&sheet.text()[start as usize..end as usize], "4");
}

#[test]
fn a_row_that_cannot_be_read_is_told() {
    let sheet = one(b"a,b\n1,\"open\n2,3\n");
    assert_eq!(sheet.fault(1), Some(RowFault::Unclosed));
    let limits = Limits {
        cell_bytes_max: 100,
        ..Limits::default()
    };
    let long = format!("a,b\n{},1\n2,3\n", "x".repeat(101));
    let sheets = read("x.csv", long.as_bytes(), None, &limits).expect("read");
    assert_eq!(sheets[0].fault(1), Some(RowFault::LongCell));
    assert_eq!(sheets[0].fault(2), None);
    assert_eq!(one(b"a,b\n1,\x01\n").fault(1), Some(RowFault::Control));
}

#[test]
fn a_workbook_as_people_see_it() {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let sheet = book.add_worksheet().set_name("NEs").expect("named");
    sheet.write(1, 1, "NE").expect("written");
    sheet.write(1, 2, "count").expect("written");
    sheet.write(3, 1, "amf-1").expect("written");
    sheet.write(3, 2, 120_000).expect("written");
    let date = ExcelDateTime::from_ymd(2025, 1, 31).expect("a day");
    sheet.write_with_format(3, 3, &date, &day).expect("written");
    sheet
        .write(4, 2, Formula::new("=C4*2").set_result("240000"))
        .expect("written");
    book.add_worksheet()
        .set_name("Other")
        .expect("named")
        .write(0, 0, true)
        .expect("written");
    let bytes = book.save_to_buffer().expect("saved");
    let sheets = read("x.xlsx", &bytes, None, &Limits::default()).expect("read");
    assert_eq!(
        sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        ["NEs", "Other"]
    );
    let ne = &sheets[0];
    assert_eq!(
        (ne.rows(), ne.cell(1, 1), ne.cell(3, 2), ne.cell(3, 3)),
        (5, "NE", "120000", "2025-01-31")
    );
    assert_eq!((ne.cell(4, 2), ne.formulas), ("240000", (1, 5, 3)));
    assert!(ne.is_blank(0) && ne.is_blank(2));
    assert_eq!(sheets[1].cell(0, 0), "true");
}

/// A workbook with one sheet of this XML.
fn book(sheet: &str) -> Vec<u8> {
    let parts = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).expect("begun");
        archive.write_all(text.as_bytes()).expect("written");
    }
    archive.finish().expect("closed").into_inner()
}

fn data(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

#[test]
fn workbooks_made_to_do_harm_are_refused() {
    let limits = Limits {
        inflated_bytes_max: 1 << 20,
        ..Limits::default()
    };
    let bomb = book(&data(&" ".repeat(2 << 20)));
    assert!(bomb.len() < 20_000);
    let said = refused(&bomb, &limits);
    assert_eq!(said.code, Code::KH0702);
    assert!(
        said.message.contains("unpacks to more than"),
        "{}",
        said.message
    );
    // The archive lies about the size: it is measured all the same.
    let mut liar = bomb.clone();
    let size = u32::try_from(data("").len() + (2 << 20))
        .expect("small")
        .to_le_bytes();
    let places: Vec<usize> = (0..liar.len() - 4)
        .filter(|at| liar[*at..*at + 4] == size)
        .collect();
    assert!(!places.is_empty());
    places
        .into_iter()
        .for_each(|at| liar[at..at + 4].copy_from_slice(&9_u32.to_le_bytes()));
    assert!(matches!(
        refused(&liar, &limits).code,
        Code::KH0702 | Code::KH0701
    ));

    let laughs = r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>"#;
    let said = refused(&book(&format!("{laughs}{}", data(""))), &Limits::default());
    assert_eq!(said.code, Code::KH0701);
    assert!(said.message.contains("document type"), "{}", said.message);

    // Two cells at the corners are two cells, not seventeen thousand million.
    let corners = data(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>"#,
    );
    let sheets = read("x", &book(&corners), None, &Limits::default()).expect("read");
    assert_eq!(
        (sheets[0].rows(), sheets[0].cell(1_048_575, 0)),
        (1_048_576, "2")
    );
    let wide = data(r#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#);
    assert_eq!(refused(&book(&wide), &Limits::default()).code, Code::KH0702);
    let back =
        data(r#"<row r="5"><c r="A5"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>"#);
    assert_eq!(refused(&book(&back), &Limits::default()).code, Code::KH0701);
    let formula = data(
        r#"<row r="1"><c r="A1"><f t="shared" si="18446744073709551615" ref="A1:A2">1</f></c></row>"#,
    );
    assert!(read("x", &book(&formula), None, &Limits::default()).is_ok());
    assert_eq!(
        refused(b"PK\x03\x04", &Limits::default()).code,
        Code::KH0701
    );
    assert_eq!(
        refused(b"\xD0\xCF\x11\xE0 old", &Limits::default()).code,
        Code::KH0701
    );
    assert_eq!(refused(&[0; 64], &Limits::default()).code, Code::KH0701);
}

#[test]
fn too_much_of_anything_is_refused() {
    let small = Limits {
        export_bytes_max: 100,
        sheet_rows_max: 3,
        sheet_columns_max: 3,
        ..Limits::default()
    };
    for text in ["a,b\n".repeat(4), "a,b,c,d\n".to_owned(), "x".repeat(101)] {
        assert_eq!(
            refused(text.as_bytes(), &small).code,
            Code::KH0702,
            "{text}"
        );
    }
}

/// A Parquet table of ids and numbers.
pub(super) fn parquet_table(rows: usize) -> Vec<u8> {
    let message = "message m { required binary element (UTF8); optional int32 wave; }";
    let schema = Arc::new(parse_message_type(message).expect("a schema"));
    let properties = Arc::new(
        WriterProperties::builder()
            .set_compression(::parquet::basic::Compression::SNAPPY)
            .build(),
    );
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).expect("begun");
    let mut group = writer.next_row_group().expect("begun");
    let ids: Vec<ByteArray> = (0..rows)
        .map(|n| ByteArray::from(format!("amf-{n}").as_str()))
        .collect();
    let mut column = group.next_column().expect("a column").expect("there");
    column
        .typed::<ByteArrayType>()
        .write_batch(&ids, None, None)
        .expect("written");
    column.close().expect("closed");
    let mut column = group.next_column().expect("a column").expect("there");
    let levels: Vec<i16> = (0..rows).map(|n| i16::from(n % 2 == 0)).collect();
    let waves = vec![1; rows.div_ceil(2)];
    column
        .typed::<Int32Type>()
        .write_batch(&waves, Some(&levels), None)
        .expect("written");
    column.close().expect("closed");
    group.close().expect("closed");
    writer.into_inner().expect("closed")
}

#[test]
fn a_parquet_table_cell_by_cell() {
    let bytes = parquet_table(3);
    let sheets = read("x.parquet", &bytes, None, &Limits::default()).expect("read");
    assert_eq!(
        rows(&sheets[0]),
        [
            vec!["element", "wave"],
            vec!["amf-0", "1"],
            vec!["amf-1", ""],
            vec!["amf-2", "1"]
        ]
    );
    let small = Limits {
        inflated_bytes_max: 10,
        ..Limits::default()
    };
    assert_eq!(refused(&bytes, &small).code, Code::KH0702);
    let few = Limits {
        sheet_rows_max: 2,
        ..Limits::default()
    };
    assert_eq!(refused(&bytes, &few).code, Code::KH0702);
    assert_eq!(
        refused(b"PAR1....PAR1", &Limits::default()).code,
        Code::KH0701
    );
}

#[test]
fn a_page_that_says_it_becomes_huge_is_refused() {
    let bytes = parquet_table(3);
    // The first page begins behind the four letters: kind, then the size unpacked, a zigzag number.
    let mut bomb = bytes.clone();
    assert_eq!((bomb[4], bomb[6]), (0x15, 0x15), "the header of a page");
    let size = bomb[7];
    assert!(size < 0x80);
    // No room for a longer number, so the bound is made small instead.
    bomb[7] = 0x7e;
    let limits = Limits {
        inflated_bytes_max: 62,
        ..Limits::default()
    };
    assert_eq!(refused(&bomb, &limits).code, Code::KH0702);
}
