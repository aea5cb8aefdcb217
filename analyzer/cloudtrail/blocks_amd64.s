#include "textflag.h"

// The bytes that are looked for, each to be repeated.
DATA bytes<>+0(SB)/1, $0x22 // '"'
DATA bytes<>+1(SB)/1, $0x20 // bit 5
DATA bytes<>+2(SB)/1, $0x7b // '{'
DATA bytes<>+3(SB)/1, $2    // from '{' to '}'
DATA bytes<>+4(SB)/1, $0x67 // 'g', of needle, and at 4 and 6 behind it, as behind the quote of needleSSO:
DATA bytes<>+5(SB)/1, $0x2e // '.'
DATA bytes<>+6(SB)/1, $0x6d // 'm'
DATA bytes<>+7(SB)/1, $0x6f // 'o', at 3 behind the quote of needleSSO
GLOBL bytes<>(SB), RODATA|NOPTR, $8

// func markAVX2(p *byte, n int, marks *[blocks]mark) (needle bool)
TEXT ·markAVX2(SB), NOSPLIT, $0-25
	MOVQ p+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ marks+16(FP), DI
	VPBROADCASTB bytes<>+0(SB), Y8
	VPBROADCASTB bytes<>+1(SB), Y9
	VPBROADCASTB bytes<>+2(SB), Y10
	VPBROADCASTB bytes<>+3(SB), Y11
	VPBROADCASTB bytes<>+4(SB), Y12
	VPBROADCASTB bytes<>+5(SB), Y13
	VPBROADCASTB bytes<>+6(SB), Y14
	VPXOR Y15, Y15, Y15

block:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1

	// Quotes.
	VPCMPEQB Y8, Y0, Y6
	VPCMPEQB Y8, Y1, Y7
	VPMOVMSKB Y6, AX
	VPMOVMSKB Y7, BX
	SHLQ $32, BX
	ORQ BX, AX
	MOVQ AX, (DI)

	// Brackets and backslashes: with bit 5 set, at most 2 above '{'.
	VPOR Y9, Y0, Y2
	VPOR Y9, Y1, Y3
	VPSUBB Y10, Y2, Y2
	VPSUBB Y10, Y3, Y3
	VPMINUB Y11, Y2, Y4
	VPMINUB Y11, Y3, Y5
	VPCMPEQB Y4, Y2, Y2
	VPCMPEQB Y5, Y3, Y3
	VPMOVMSKB Y2, AX
	VPMOVMSKB Y3, BX
	SHLQ $32, BX
	ORQ BX, AX
	MOVQ AX, 8(DI)

	// The needles, of which three or four bytes are enough to be rare: both have '.' at
	// 4 and 'm' at 6.
	VPBROADCASTB bytes<>+7(SB), Y4
	VPCMPEQB 3(SI), Y4, Y5
	VPAND Y5, Y6, Y6
	VPCMPEQB 35(SI), Y4, Y5
	VPAND Y5, Y7, Y7
	VPCMPEQB Y12, Y0, Y2
	VPCMPEQB Y12, Y1, Y3
	VPOR Y6, Y2, Y2
	VPOR Y7, Y3, Y3
	VPCMPEQB 4(SI), Y13, Y4
	VPCMPEQB 36(SI), Y13, Y5
	VPAND Y4, Y2, Y2
	VPAND Y5, Y3, Y3
	VPCMPEQB 6(SI), Y14, Y4
	VPCMPEQB 38(SI), Y14, Y5
	VPAND Y4, Y2, Y2
	VPAND Y5, Y3, Y3
	VPOR Y2, Y15, Y15
	VPOR Y3, Y15, Y15

	ADDQ $64, SI
	ADDQ $16, DI
	DECQ CX
	JNZ block

	VPTEST Y15, Y15
	SETNE needle+24(FP)
	VZEROUPPER
	RET
