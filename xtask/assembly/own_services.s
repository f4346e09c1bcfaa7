# Where the C library is in the executable itself, its look-ups of users and hosts stay within:
# what /etc/nsswitch.conf names besides would be loaded, and would bring a second C library along
# (libnss_systemd.so crashes so). Weak: an executable that looks nothing up gets nothing.
	.section .init_array,"aw"
	.p2align 3
	.quad	corelink_own_services
	.section .text.corelink_own_services,"ax",@progbits
corelink_own_services:
	pushq	%rbx
	movq	__nss_configure_lookup@GOTPCREL(%rip), %rbx
	testq	%rbx, %rbx
	je	1f
	leaq	passwd(%rip), %rdi
	leaq	files(%rip), %rsi
	call	*%rbx
	leaq	group(%rip), %rdi
	leaq	files(%rip), %rsi
	call	*%rbx
	leaq	hosts(%rip), %rdi
	leaq	files_dns(%rip), %rsi
	call	*%rbx
1:	popq	%rbx
	ret
	.type	corelink_own_services, @function
	.size	corelink_own_services, . - corelink_own_services
	.weak	__nss_configure_lookup
	.section .rodata.corelink_own_services,"a",@progbits
passwd:	.asciz	"passwd"
group:	.asciz	"group"
hosts:	.asciz	"hosts"
files:	.asciz	"files"
files_dns:	.asciz	"files dns"
	.section .note.GNU-stack,"",@progbits
