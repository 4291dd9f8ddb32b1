package picture

import (
	"bytes"
	"encoding/binary"
)

const (
	exifMark       = "Exif\x00\x00"
	orientationTag = 0x0112
)

// orientationOf returns the orientation of EXIF, 1 to 8, and 0 if it has none: TIFF 6.0,
// section 2, and Exif 2.32, section 4.6.4. The mark of JPEG may stand before it.
func orientationOf(exif []byte) int {
	exif = bytes.TrimPrefix(exif, []byte(exifMark))
	var order binary.ByteOrder = binary.BigEndian
	switch {
	case len(exif) < 8:
		return 0
	case exif[0] == 'I':
		order = binary.LittleEndian
	}
	if order.Uint16(exif[2:]) != 42 {
		return 0
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return 0
	}
	entries := exif[at+2:]
	for range order.Uint16(exif[at:]) {
		if len(entries) < 12 {
			return 0
		}
		if order.Uint16(entries) == orientationTag && order.Uint16(entries[2:]) == 3 {
			if v := order.Uint16(entries[8:]); v >= 1 && v <= 8 {
				return int(v)
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}

// orientationAlone returns EXIF that has an orientation and nothing else: 26 bytes.
func orientationAlone(orientation int) []byte {
	return []byte{
		'M', 'M', 0, 42, 0, 0, 0, 8,
		0, 1, orientationTag >> 8, orientationTag & 0xFF, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0, //nolint:gosec // 1 to 8
		0, 0, 0, 0,
	}
}
